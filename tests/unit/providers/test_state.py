"""The OAuth state: sealed, of one browser, and in nobody else's words."""

from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from domain.providers import Provider
from providers.connections.state import InvalidStateError, OauthState, browser_half
from providers.vault import Vault

VAULT = Vault([SecretStr(Fernet.generate_key().decode())])


def test_it_comes_back_as_it_was_sent() -> None:
    state = OauthState.new(uuid4(), uuid4(), Provider.STRAVA, browser_half(None))
    sealed = state.sealed(VAULT)
    assert OauthState.opened(VAULT, sealed, state.browser) == state
    assert str(state.client_id) not in sealed
    assert len(sealed) < 600


def test_a_sealed_token_is_no_state_and_another_browsers_is_none_either() -> None:
    state = OauthState.new(uuid4(), uuid4(), Provider.STRAVA, browser_half(None))
    for browser in ("", browser_half(None), "ä"):
        with pytest.raises(InvalidStateError):
            OauthState.opened(VAULT, state.sealed(VAULT), browser)
    with pytest.raises(InvalidStateError):
        OauthState.opened(VAULT, VAULT.seal(SecretStr("[]"), "STRAVA 7 access"), state.browser)


def test_a_browser_keeps_its_half() -> None:
    half = browser_half(None)
    assert browser_half(half) == half
    for no_half in ("", "short", half + "x", half[:-1] + ";"):
        assert browser_half(no_half) != no_half
