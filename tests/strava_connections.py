"""Athletes who are connected with the stand-in for Strava, made without anybody's browser."""

from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet
from psycopg import Connection
from psycopg.rows import DictRow
from pydantic import SecretStr

from providers.connections.access import sealed_as
from providers.vault import Vault
from tests.strava_server import StravaServer

#: A key of the tests' own.
TOKEN_KEY = Fernet.generate_key().decode()

_CONNECT = """
INSERT INTO provider_connections
    (client_id, provider, external_user_id, access_token, refresh_token, expires_at, scope)
VALUES (%(client_id)s, 'STRAVA', %(account)s, %(access)s, %(refresh)s,
    now() + make_interval(secs => %(seconds)s), %(scope)s)
RETURNING id
"""


def strava_settings(strava: StravaServer, *keys: str) -> dict[str, Any]:
    """Settings of an application that is to find the stand-in; of tokens' keys the tests' own, by default."""
    return {**strava.settings, "token_keys": ",".join(keys or (TOKEN_KEY,))}


def make_client(connection: Connection[DictRow], name: str = "Robin Ek") -> UUID:
    """An athlete of ours, with a coach."""
    coach = _one(
        connection,
        "INSERT INTO users (email, name, role) VALUES (%s, 'Kim', 'COACH') RETURNING id",
        [f"{name.replace(' ', '.').lower()}@example.org"],
    )
    return _one(connection, "INSERT INTO clients (user_id, name) VALUES (%s, %s) RETURNING id", [coach, name])


def connect(
    connection: Connection[DictRow],
    strava: StravaServer,
    client_id: UUID,
    athlete_id: int,
    *,
    seconds: float = 21_600.0,
    keys: tuple[str, ...] = (TOKEN_KEY,),
) -> UUID:
    """Connect an athlete of ours with one of the stand-in's; the token is good for so many seconds."""
    grant = strava.world.grant(athlete_id, seconds=seconds)
    vault, account = Vault([SecretStr(key) for key in keys]), str(athlete_id)

    def seal(token: str, which: str) -> str:
        return vault.seal(SecretStr(token), sealed_as("STRAVA", account, which))

    return _one(
        connection,
        _CONNECT,
        {
            "client_id": client_id,
            "account": account,
            "access": seal(grant.access_token, "access"),
            "refresh": seal(grant.refresh_token, "refresh"),
            "seconds": seconds,
            "scope": grant.scope,
        },
    )


def _one(connection: Connection[DictRow], statement: str, parameters: Any) -> UUID:
    row = connection.execute(statement.encode(), parameters).fetchone()
    assert row is not None
    return UUID(str(row["id"]))
