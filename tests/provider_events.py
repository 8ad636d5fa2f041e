"""Athletes who have connected an account, and the inbox as tests look at it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb
from pydantic import SecretStr

from domain.providers import Provider
from providers.connections.access import sealed_as
from providers.vault import Vault
from storage.provider_inbox import RECEIVE
from tests.strava_connections import TOKEN_KEY

DOOR_SECRET = "the-last-segment-of-the-address-of-tests"
VERIFY_TOKEN = "what-strava-shows-when-it-looks-whether"

_CONNECT = """
INSERT INTO provider_connections
    (client_id, provider, external_user_id, access_token, refresh_token, expires_at, scope, connected_at)
VALUES (%s, %s, %s, %s, %s, to_timestamp(%s), 'read,activity:read_all', now() - interval '1 day')
"""


def connect_account(
    connection: Connection[DictRow],
    athlete: UUID,
    account: int | str,
    *,
    provider: Provider = Provider.STRAVA,
    grant: Any = None,
) -> None:
    """Connect an athlete with an account; `grant` has its tokens, where somebody asks for them."""
    vault = Vault([SecretStr(TOKEN_KEY)])
    tokens = [
        vault.seal(
            SecretStr(getattr(grant, f"{which}_token", which)), sealed_as(provider, str(account), which)
        )
        for which in ("access", "refresh")
    ]
    expires_at = grant.expires_at if grant else 4_000_000_000
    connection.execute(_CONNECT, [athlete, provider, str(account), *tokens, expires_at])


def put(connection: Connection[DictRow], *rows: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    """Put events in the inbox as the door does; answers what is owed, by lane and key."""
    owed = connection.execute(RECEIVE.text, {"events": Jsonb(list(rows))})
    return {(row["lane"], row["key"]): row["revision"] for row in owed}


def outcomes(connection: Connection[DictRow]) -> list[tuple[str, str | None]]:
    """Aspect and outcome of all events, in the order in which they came."""
    rows = connection.execute("SELECT aspect, outcome FROM provider_events ORDER BY id")
    return [(row["aspect"], row["outcome"]) for row in rows]


def at(seconds: int) -> datetime:
    """A point in time, as many seconds after a certain one."""
    return datetime.fromtimestamp(1_773_500_000 + seconds, UTC)
