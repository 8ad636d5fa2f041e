"""The OAuth state: what comes back with a browser that was sent away to connect an account.

Sealed with the keys of the tokens, so that nobody else can make one or read it; good for ten minutes, and
used once (`storage.connection_doors.USE_STATE`). It belongs to the browser that was sent away, which has its
other half in a cookie. Else somebody could have another person connect their account with a foreign athlete,
by a link.
"""

import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID, uuid4

import orjson
from pydantic import SecretStr

from domain.providers import Provider
from providers.errors import ProviderError, UnreadableTokenError
from providers.vault import Vault

#: How long somebody may take to say yes.
GOOD_SECONDS: Final = 600

_OF: Final = "OAuth state"
_HALF = re.compile(r"[A-Za-z0-9_-]{43}")


class InvalidStateError(ProviderError):
    """Raised when a state is forged, out of date, or of another browser. The message is safe to show."""


@dataclass(frozen=True, slots=True)
class OauthState:
    """Who connects whom with what."""

    id: UUID
    user_id: UUID
    client_id: UUID
    provider: Provider
    #: The half that the browser has.
    browser: str

    @classmethod
    def new(cls, user_id: UUID, client_id: UUID, provider: Provider, browser: str) -> Self:
        """A state that was never used."""
        return cls(uuid4(), user_id, client_id, provider, browser)

    def sealed(self, vault: Vault) -> str:
        """As it is sent."""
        parts = [self.id, self.user_id, self.client_id, self.provider.value, self.browser]
        return vault.seal(SecretStr(orjson.dumps(parts).decode()), _OF)

    @classmethod
    def opened(cls, vault: Vault, sealed: str, browser: str) -> Self:
        """As it was sealed.

        Args:
            vault: with the keys.
            sealed: what came back.
            browser: the half that the browser has brought along; empty if none.

        Raises:
            InvalidStateError: it is not good.
        """
        try:
            text = vault.open(sealed, _OF, within_seconds=GOOD_SECONDS).get_secret_value()
        except UnreadableTokenError:
            raise InvalidStateError("the state is forged or out of date") from None
        number, user_id, client_id, provider, half = orjson.loads(text)
        if not hmac.compare_digest(half.encode(), browser.encode()):
            raise InvalidStateError("the state is another browser's")
        return cls(UUID(number), UUID(user_id), UUID(client_id), Provider(provider), half)


def browser_half(kept: str | None) -> str:
    """The half that a browser has already, or a new one. Kept, it serves for several tabs."""
    return kept if kept is not None and _HALF.fullmatch(kept) else secrets.token_urlsafe(32)
