"""Ports on this machine: is it free, and find a free one."""

import random
import socket
from pathlib import Path

_FIRST = 15_000
_LAST = 32_000
_EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on this TCP port of `host` now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str = "127.0.0.1") -> int:
    """A free TCP port of `host`, below the range from which outgoing connections get theirs.

    Inside that range a client that keeps trying to reach a server that is down can be given the server's own
    port: it then connects to itself, and the server cannot come back.
    """
    last = min(_LAST, _first_ephemeral() - 1)
    first = min(_FIRST, max(1024, last - 10_000))
    for _ in range(200):
        port = random.randint(first, last)  # noqa: S311 (no secret)
        if is_free(port, host):
            return port
    raise OSError(f"No free port found between {first} and {last} on {host}")


def _first_ephemeral() -> int:
    try:
        return int(_EPHEMERAL.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 49_152  # RFC 6335, section 6
