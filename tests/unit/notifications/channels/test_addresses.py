"""Only what belongs to the public internet may be named by users."""

import pytest

from notifications.channels.addresses import (
    ForbiddenAddressError,
    UnknownHostError,
    is_public,
    resolve,
)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"]
)
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "::7f00:1",
        "fec0::1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]".strip("[]")])
def test_other_ways_to_write_an_address_are_seen_through(host: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        resolve(host, 80, allow_private=False)
    assert set(resolve(host, 80, allow_private=True)) <= {"127.0.0.1", "::1"}


@pytest.mark.parametrize("host", ["", "nowhere.invalid", "a" * 300])
def test_a_name_that_leads_nowhere(host: str) -> None:
    with pytest.raises((UnknownHostError, ForbiddenAddressError)):
        resolve(host, 80, allow_private=False)
