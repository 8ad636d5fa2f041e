"""Tokens at rest: encrypted with Fernet, under keys of which the first encrypts and all decrypt."""

from collections.abc import Sequence
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

from providers.errors import NotConfiguredError, UnreadableTokenError
from runtime.settings import KEY_ADVICE, Settings

_SEPARATOR: Final = "\n"


class Vault:
    """Seals tokens, and opens them again.

    What is sealed says what it is of, and is opened only as that: whoever can write to the database, and has
    no key, cannot give one athlete's tokens to another.
    """

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        """Take the keys, the one that encrypts first.

        Raises:
            NotConfiguredError: there is none.
        """
        if not keys:
            raise NotConfiguredError(
                "AFTERWRITE_TOKEN_KEYS is not set, and without a key no token can be stored; " + KEY_ADVICE
            )
        fernets = [Fernet(key.get_secret_value()) for key in keys]
        self._first, self._all = fernets[0], MultiFernet(fernets)

    @classmethod
    def of(cls, settings: Settings) -> "Vault":
        """With the keys of the settings. Raises as the constructor does."""
        return cls(settings.token_keys)

    def seal(self, secret: SecretStr, of: str) -> str:
        """Encrypt it.

        Args:
            secret: what to keep.
            of: what it is of, such as `STRAVA 1234 access`.
        """
        return self._all.encrypt(f"{of}{_SEPARATOR}{secret.get_secret_value()}".encode()).decode()

    def open(self, sealed: str, of: str, *, within_seconds: int | None = None) -> SecretStr:
        """Decrypt it.

        Args:
            sealed: what `seal` has made.
            of: as it was sealed.
            within_seconds: if given, it must have been sealed no longer ago.

        Raises:
            UnreadableTokenError: no key opens it, it is of something else, or too old.
        """
        try:
            text = self._all.decrypt(sealed, ttl=within_seconds).decode()
        except (InvalidToken, ValueError):
            raise UnreadableTokenError(
                "none of AFTERWRITE_TOKEN_KEYS opens it: a key may have been removed before"
                " `afterwrite strava rotate-keys` was run, or it has been changed"
            ) from None
        said_of, _, secret = text.partition(_SEPARATOR)
        if said_of != of:
            raise UnreadableTokenError(f"it is not of {of}")
        return SecretStr(secret)

    def reseal(self, sealed: str) -> str:
        """Encrypt with the first key what any of them has; what the first one has is left as it is.

        Raises:
            UnreadableTokenError: no key opens it.
        """
        try:
            self._first.decrypt(sealed)
        except InvalidToken:
            pass
        else:
            return sealed
        try:
            return self._all.rotate(sealed).decode()
        except InvalidToken:
            raise UnreadableTokenError("none of AFTERWRITE_TOKEN_KEYS opens it") from None
