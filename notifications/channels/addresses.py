"""Addresses in the network that users may name, and those that they may not: our own neighbourhood."""

import ipaddress
import socket
from ipaddress import IPv4Address, IPv6Address

#: Of these the last four bytes are an IPv4 address (RFC 6052; RFC 4291, out of use).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")
#: For use within one network (RFC 8215).
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")


class ForbiddenAddressError(Exception):
    """Raised when a name leads to an address that users may not have us call."""


class UnknownHostError(Exception):
    """Raised when a name leads nowhere."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip.is_site_local or ip in _LOCAL_NAT64:
            return False
        if (inner := _inner(ip)) is not None:
            ip = inner
    return ip.is_global and not ip.is_multicast


def _inner(ip: IPv6Address) -> IPv4Address | None:
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 or ip in _COMPATIBLE else None


def resolve(host: str, port: int, *, allow_private: bool) -> list[str]:
    """The IP addresses of a host, to be called as they are: asked again, the name might lead elsewhere.

    Raises:
        UnknownHostError: the name leads nowhere.
        ForbiddenAddressError: one of its addresses is not public, and only public ones are allowed.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnknownHostError from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses:
        raise UnknownHostError
    if not allow_private and not all(map(is_public, addresses)):
        raise ForbiddenAddressError
    return list(dict.fromkeys(addresses))
