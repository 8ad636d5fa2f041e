"""Tokens at rest: sealed under the first key, opened by all, and only as what they were sealed as."""

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from providers.errors import NotConfiguredError, UnreadableTokenError
from providers.vault import Vault

OLD, NEW = (SecretStr(Fernet.generate_key().decode()) for _ in range(2))
TOKEN = SecretStr("a token, with ö in it\nand a second line")


def test_what_is_sealed_is_opened_and_not_seen() -> None:
    vault = Vault([OLD])
    sealed = vault.seal(TOKEN, "STRAVA 7 access")
    assert vault.open(sealed, "STRAVA 7 access") == TOKEN
    assert "token" not in sealed
    assert sealed != vault.seal(TOKEN, "STRAVA 7 access")


@pytest.mark.parametrize("sealed", ["", "nonsense", "ä", "gAAAAA=="])
def test_what_is_not_sealed_is_not_opened(sealed: str) -> None:
    with pytest.raises(UnreadableTokenError, match="AFTERWRITE_TOKEN_KEYS"):
        Vault([OLD]).open(sealed, "x")


def test_it_is_opened_only_as_what_it_was_sealed_as() -> None:
    vault = Vault([OLD])
    with pytest.raises(UnreadableTokenError):
        vault.open(vault.seal(TOKEN, "STRAVA 7 access"), "STRAVA 8 access")


def test_keys_are_rotated() -> None:
    sealed = Vault([OLD]).seal(TOKEN, "x")
    both, new = Vault([NEW, OLD]), Vault([NEW])
    assert both.open(sealed, "x") == TOKEN
    with pytest.raises(UnreadableTokenError):
        new.open(sealed, "x")
    again = both.reseal(sealed)
    assert new.open(again, "x") == TOKEN
    assert both.reseal(again) == again
    with pytest.raises(UnreadableTokenError):
        new.reseal(sealed)


def test_without_a_key_it_is_said_how_to_make_one() -> None:
    with pytest.raises(NotConfiguredError, match=r"AFTERWRITE_TOKEN_KEYS is not set.*python3 -c"):
        Vault([])
