"""Connecting an athlete with Strava, and ending that: what is told to Strava, and stored of its answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

import structlog

from domain.providers import Provider
from providers.connections.access import sealed_as
from providers.connections.state import OauthState
from providers.errors import ProviderError
from providers.strava.app import StravaApp
from providers.strava.oauth import StravaOAuth
from providers.vault import Vault
from runtime.settings import Settings

_logger = structlog.get_logger(__name__)

_PROVIDER = Provider.STRAVA


@dataclass(frozen=True, slots=True)
class Connecting:
    """Speaks with Strava for the web process; its calls block, and belong in a thread."""

    vault: Vault
    oauth: StravaOAuth

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """As the settings have it.

        Raises:
            NotConfiguredError: no application, or no key for tokens; the message says what to do.
        """
        return cls(Vault.of(settings), StravaOAuth(StravaApp.of(settings)))

    def close(self) -> None:
        """Let go of the connections to Strava."""
        self.oauth.close()

    def address(self, user_id: UUID, client_id: UUID, browser: str, redirect_url: str) -> str:
        """Where to send the browser.

        Args:
            user_id: who connects.
            client_id: the athlete.
            browser: the half of the state that the browser keeps.
            redirect_url: where it comes back to.
        """
        state = OauthState.new(user_id, client_id, _PROVIDER, browser)
        return self.oauth.authorize_url(state.sealed(self.vault), redirect_url)

    def granted(self, code: str) -> dict[str, Any]:
        """What is to be stored for a code: the account, and its tokens, sealed.

        Raises:
            ProviderError: as `StravaOAuth.exchange` does.
        """
        granted = self.oauth.exchange(code)
        account, tokens = granted.external_user_id, granted.tokens
        return {
            "external_user_id": account,
            "access_token": self.vault.seal(tokens.access_token, sealed_as(_PROVIDER, account, "access")),
            "refresh_token": self.vault.seal(tokens.refresh_token, sealed_as(_PROVIDER, account, "refresh")),
            "expires_in": tokens.expires_in,
        }

    def give_back(self, ended: Mapping[str, Any]) -> bool:
        """Tell Strava that the access is over; whether it has taken it. Nothing here depends on it.

        Args:
            ended: `external_user_id`; `access_token` and `refresh_token`, sealed; `seconds_left` of the first
        """
        account = ended["external_user_id"]
        try:
            if ended["seconds_left"] > 0:
                token = self.vault.open(ended["access_token"], sealed_as(_PROVIDER, account, "access"))
            else:
                kept = self.vault.open(ended["refresh_token"], sealed_as(_PROVIDER, account, "refresh"))
                token = self.oauth.refresh(kept).access_token
            return self.oauth.deauthorise(token)
        except ProviderError as error:
            _logger.info("Strava was not told of an end", error_type=type(error).__qualname__)
            return False
