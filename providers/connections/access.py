"""An athlete's connection, with an access token that is good: refreshed once, by one of all who ask."""

from collections.abc import Mapping
from typing import Any, Final, Protocol, Self

from psycopg import Connection
from psycopg.errors import LockNotAvailable
from psycopg.rows import DictRow
from pydantic import SecretStr

from domain.providers import Provider
from providers.connected import Connected, Tokens
from providers.errors import AwayError, NotConfiguredError, NotConnectedError, RevokedError
from providers.of_process import OfProcess
from providers.strava.app import StravaApp
from providers.strava.breaker import strava_breaker
from providers.strava.oauth import StravaOAuth
from providers.vault import Vault
from runtime.settings import Settings
from runtime.shared_breaker import CircuitOpenError, SharedBreaker
from storage.connections import (
    StoredConnection,
    end_connection,
    find_connection,
    hold_connection,
    is_free,
    renew_tokens,
)
from storage.pools import transaction_apart

#: A token that is good for less is refreshed before it is used.
FRESH_SECONDS: Final = 300.0
#: If that cannot be done at the moment, a token that is good for longer than a call takes is used once more.
USABLE_SECONDS: Final = 60.0
#: How long to wait for another one who refreshes; longer than that takes.
PATIENCE_SECONDS: Final = 60.0
#: What people read of a connection that has ended.
WITHDRAWN: Final = "The access was withdrawn at the service. Connect it again to go on."


class Refreshes(Protocol):
    """A service's OAuth, as far as it is needed here."""

    def refresh(self, refresh_token: SecretStr) -> Tokens:
        """See `StravaOAuth.refresh`."""

    def close(self) -> None:
        """Let go of its connections."""


class ConnectionAccess:
    """Safe to share between threads.

    Args:
        database_url: tokens are refreshed in a transaction apart from the caller's.
        vault: opens and seals them.
        services: by provider.
        breaker: a service that does not answer is not asked for tokens either.
    """

    def __init__(
        self,
        database_url: str,
        vault: Vault,
        services: Mapping[Provider, Refreshes],
        breaker: SharedBreaker,
    ) -> None:
        self._database_url, self._vault = database_url, vault
        self._services, self._breaker = services, breaker

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """As the settings have it.

        Raises:
            NotConfiguredError: no application, or no key for tokens.
        """
        return cls(
            settings.require_database_url(),
            Vault.of(settings),
            {Provider.STRAVA: StravaOAuth(StravaApp.of(settings))},
            strava_breaker(settings),
        )

    def connected(
        self, connection: Connection[DictRow], provider: Provider, external_user_id: str
    ) -> Connected:
        """The connection of an account, with a token that is good for minutes.

        Call it before the transaction of `connection` has written to the connection's row: who refreshes the
        tokens would wait for that.

        Args:
            connection: read from, and nothing is locked on it.
            provider: the service.
            external_user_id: the account's name there.

        Raises:
            NotConnectedError: no athlete is connected with it, or it was ended.
            RevokedError: it has ended just now: the service does not renew the token any more.
            AwayError: the token has to be renewed, and the service or somebody else's turn takes too long.
            RefusedError: settings are not right; the connection stays.
        """
        stored = find_connection(connection, provider, external_user_id)
        if stored is None:
            raise NotConnectedError(f"no athlete is connected with {provider} {external_user_id}")
        if stored.seconds_left >= FRESH_SECONDS:
            return self._shown(stored, self._open(stored, "access", stored.access_token))
        return self._renewed(stored)

    def renewed(self, connected: Connected) -> Connected:
        """The same with another token: the service does not take this one. Raises as `connected` does."""
        with transaction_apart(self._database_url, lock_seconds=PATIENCE_SECONDS) as apart:
            stored = find_connection(apart, connected.provider, connected.external_user_id)
        if stored is None:
            raise NotConnectedError(f"{connected.provider} {connected.external_user_id} is not connected now")
        return self._renewed(stored, not_good=connected.access_token)

    def close(self) -> None:
        """Let go of all connections."""
        for service in self._services.values():
            service.close()
        self._breaker.close()

    def _renewed(self, asked: StoredConnection, not_good: SecretStr | None = None) -> Connected:
        """Refresh it, unless somebody else has. The transaction apart is a turn."""
        try:
            with transaction_apart(self._database_url, lock_seconds=PATIENCE_SECONDS) as apart:
                hold_connection(apart, asked.id)
                found = self._in_turn(apart, asked, not_good)
        except LockNotAvailable:
            raise AwayError("others are still renewing the token", retry_after_seconds=5.0) from None
        if isinstance(found, RevokedError):
            raise found  # after the commit of what it has ended
        return found

    def _in_turn(
        self, apart: Connection[DictRow], asked: StoredConnection, not_good: SecretStr | None
    ) -> Connected | RevokedError:
        stored = find_connection(apart, asked.provider, asked.external_user_id)
        if stored is None or stored.id != asked.id:
            raise NotConnectedError(f"{asked.provider} {asked.external_user_id} was disconnected")
        token = self._open(stored, "access", stored.access_token)
        is_others = not_good is not None and not_good != token
        if is_others or (not_good is None and stored.seconds_left >= FRESH_SECONDS):
            return self._shown(stored, token)
        try:
            tokens = self._refresh(apart, stored)
        except RevokedError as error:
            if not end_connection(apart, stored, WITHDRAWN):
                raise _overtaken(apart, stored) from None
            return error
        except AwayError:
            if not_good is None and stored.seconds_left >= USABLE_SECONDS:
                return self._shown(stored, token)
            raise
        is_kept = renew_tokens(
            apart,
            stored,
            access_token=self._seal(stored, "access", tokens.access_token),
            refresh_token=self._seal(stored, "refresh", tokens.refresh_token),
            expires_in=tokens.expires_in,
        )
        if not is_kept:
            raise _overtaken(apart, stored)
        return self._shown(stored, tokens.access_token)

    def _refresh(self, apart: Connection[DictRow], stored: StoredConnection) -> Tokens:
        # What the service gives, it gives once: it is asked only if that can be written.
        if not is_free(apart, stored.id):
            raise AwayError("another transaction holds the connection", retry_after_seconds=1.0)
        service = self._services.get(Provider(stored.provider))
        if service is None:
            raise NotConfiguredError(f"tokens of {stored.provider} cannot be renewed here")
        refresh_token = self._open(stored, "refresh", stored.refresh_token)
        try:
            with self._breaker.call(failures=(AwayError,)):
                return service.refresh(refresh_token)
        except CircuitOpenError as error:
            raise AwayError(str(error), retry_after_seconds=error.wait_seconds, is_for_all=True) from None

    def _open(self, stored: StoredConnection, which: str, sealed: str) -> SecretStr:
        return self._vault.open(sealed, sealed_as(stored.provider, stored.external_user_id, which))

    def _seal(self, stored: StoredConnection, which: str, token: SecretStr) -> str:
        return self._vault.seal(token, sealed_as(stored.provider, stored.external_user_id, which))

    @staticmethod
    def _shown(stored: StoredConnection, token: SecretStr) -> Connected:
        return Connected(
            id=stored.id,
            client_id=stored.client_id,
            provider=Provider(stored.provider),
            external_user_id=stored.external_user_id,
            scope=stored.scope,
            access_token=token,
        )


def _overtaken(connection: Connection[DictRow], stored: StoredConnection) -> AwayError | NotConnectedError:
    """What it means that the connection was ended or made anew while its tokens were asked for."""
    if find_connection(connection, stored.provider, stored.external_user_id) is None:
        return NotConnectedError(f"{stored.provider} {stored.external_user_id} was disconnected")
    return AwayError("the account was connected anew meanwhile", retry_after_seconds=1.0)


def sealed_as(provider: str, external_user_id: str, which: str) -> str:
    """What a sealed token is of; `which` is access or refresh."""
    return f"{provider} {external_user_id} {which}"


_access: OfProcess[ConnectionAccess] = OfProcess(ConnectionAccess.of)


def connected(postgres_connection: Connection[Any], provider: Provider, external_user_id: str) -> Connected:
    """`ConnectionAccess.connected` with the settings of this process."""
    return _access.get().connected(postgres_connection, provider, external_user_id)


def renewed(connected: Connected) -> Connected:
    """`ConnectionAccess.renewed` with the settings of this process."""
    return _access.get().renewed(connected)
