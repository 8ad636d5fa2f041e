"""Tokens are refreshed once, by one of all who ask, and nobody is left with one that is no good."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row
from pydantic import SecretStr

from domain.providers import Provider
from providers.connected import Connected
from providers.connections.access import WITHDRAWN, ConnectionAccess, sealed_as
from providers.errors import (
    AwayError,
    NotConnectedError,
    RefusedError,
    RevokedError,
    UnreadableTokenError,
)
from providers.strava.api import StravaApi
from providers.vault import Vault
from runtime.settings import Settings
from storage import connections
from tests.conftest import WaitUntil
from tests.integration.providers.conftest import Connect
from tests.integration.providers.hammering import ask_for_tokens
from tests.strava_connections import TOKEN_KEY
from tests.strava_server import StravaServer

pytestmark = pytest.mark.integration

STRAVA = Provider.STRAVA
SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def access(settings: Settings) -> Iterator[ConnectionAccess]:
    made = ConnectionAccess.of(settings)
    yield made
    made.close()


def row_of(connection: Connection[DictRow]) -> DictRow:
    row = connection.execute("SELECT * FROM provider_connections").fetchone()
    assert row is not None
    return row


def is_good(strava: StravaServer, connected: Connected) -> bool:
    return strava.world.who(connected.access_token.get_secret_value()) is not None


def test_a_token_that_is_good_for_minutes_is_used_as_it_is(
    access: ConnectionAccess, connection: Connection[DictRow], strava: StravaServer, connect_athlete: Connect
) -> None:
    client_id = connect_athlete(7, seconds=310)
    found = access.connected(connection, STRAVA, "7")
    assert (found.client_id, found.provider, found.external_user_id) == (client_id, STRAVA, "7")
    assert is_good(strava, found)
    assert strava.called("POST /oauth/token") == 0


def test_one_that_is_about_to_end_is_refreshed_first(
    access: ConnectionAccess, connection: Connection[DictRow], strava: StravaServer, connect_athlete: Connect
) -> None:
    connect_athlete(7, seconds=290)
    found = access.connected(connection, STRAVA, "7")
    assert is_good(strava, found)
    again = access.connected(connection, STRAVA, "7")
    assert again == found
    assert strava.called("POST /oauth/token") == 1
    left = connection.execute(
        "SELECT extract(epoch FROM expires_at - now())::int AS left FROM provider_connections"
    ).fetchone()
    assert left is not None
    assert 21_500 < left["left"] <= 21_600


def test_g6_many_threads_and_processes_refresh_once(
    settings: Settings, connection: Connection[DictRow], strava: StravaServer, connect_athlete: Connect
) -> None:
    """Two refreshes at once, and the second would void what the first one got."""
    for athlete in (7, 8):
        connect_athlete(athlete, seconds=10)
    with SPAWN.Pool(3) as processes:
        given = processes.starmap(ask_for_tokens, [(settings, ["7", "8"], 8)] * 3)
    tokens = [token for of_process in given for token in of_process]
    assert len(tokens) == 24
    assert {strava.world.who(token).athlete_id for token in tokens} == {7, 8}  # type: ignore[union-attr]
    assert len(set(tokens)) == 2
    assert strava.called("POST /oauth/token -> 200") == 2
    assert strava.called("POST /oauth/token") == 2
    stored = Vault([SecretStr(TOKEN_KEY)])
    for row in connection.execute("SELECT * FROM provider_connections"):
        of = sealed_as("STRAVA", row["external_user_id"], "refresh")
        assert stored.open(row["refresh_token"], of).get_secret_value() in strava.world.refreshes


def test_g6_a_process_that_is_killed_while_it_refreshes_holds_nobody_up(
    settings: Settings,
    access: ConnectionAccess,
    connection: Connection[DictRow],
    strava: StravaServer,
    connect_athlete: Connect,
    wait_until: WaitUntil,
) -> None:
    connect_athlete(7, seconds=10)
    strava.fail("/oauth/token", 503, seconds=30)
    killed = SPAWN.Process(target=ask_for_tokens, args=(settings, ["7"], 1))
    killed.start()
    wait_until(lambda: strava.called("POST /oauth/token"), 20, "Strava is asked")
    killed.kill()
    killed.join()
    assert is_good(strava, access.connected(connection, STRAVA, "7"))
    assert strava.called("POST /oauth/token -> 200") == 1


def test_who_waits_for_a_refresh_holds_no_lock_of_the_caller(
    access: ConnectionAccess, connection: Connection[DictRow], connect_athlete: Connect
) -> None:
    """The caller's transaction goes on as before, and others can disconnect meanwhile."""
    connect_athlete(7, seconds=10)
    with connection.transaction():
        access.connected(connection, STRAVA, "7")
        held = connection.execute(
            "SELECT count(*) AS held FROM pg_locks WHERE pid = pg_backend_pid()"
            " AND (locktype = 'advisory' OR mode NOT IN ('AccessShareLock', 'ExclusiveLock'))"
        ).fetchone()
    assert held == {"held": 0}


def test_a_withdrawn_access_ends_the_connection_and_says_so(
    access: ConnectionAccess, connection: Connection[DictRow], strava: StravaServer, connect_athlete: Connect
) -> None:
    connect_athlete(7, seconds=10)
    strava.world.revoke(7)
    with pytest.raises(RevokedError):
        access.connected(connection, STRAVA, "7")
    row = row_of(connection)
    assert (row["sync_enabled"], row["last_sync_error"]) == (False, WITHDRAWN)
    assert (row["access_token"], row["refresh_token"], row["expires_at"]) == (None, None, None)
    with pytest.raises(NotConnectedError):
        access.connected(connection, STRAVA, "7")
    assert strava.called("POST /oauth/token") == 1


def test_an_access_that_was_withdrawn_an_hour_ago_is_found_out_by_the_next_call(
    settings: Settings,
    access: ConnectionAccess,
    connection: Connection[DictRow],
    strava: StravaServer,
    connect_athlete: Connect,
) -> None:
    """No event tells of it here: Strava takes neither the token nor gives another one."""
    connect_athlete(7)
    with closing(StravaApi.of(settings, access.renewed)) as api:
        assert api.activities(access.connected(connection, STRAVA, "7"))
        strava.world.revoke(7)
        with pytest.raises(RevokedError):
            api.activities(access.connected(connection, STRAVA, "7"))
    assert row_of(connection)["last_sync_error"] == WITHDRAWN


def test_a_wrong_secret_of_the_application_ends_nobodys_connection(
    settings: Settings, connection: Connection[DictRow], connect_athlete: Connect
) -> None:
    connect_athlete(7, seconds=10)
    wrong = settings.model_copy(update={"strava_client_secret": SecretStr("another")})
    with closing(ConnectionAccess.of(wrong)) as access, pytest.raises(RefusedError):
        access.connected(connection, STRAVA, "7")
    assert row_of(connection)["sync_enabled"]


@pytest.mark.parametrize("seconds", [200, 10])
def test_while_strava_is_away_a_token_that_is_still_good_is_used(
    access: ConnectionAccess,
    connection: Connection[DictRow],
    strava: StravaServer,
    connect_athlete: Connect,
    seconds: int,
) -> None:
    connect_athlete(7, seconds=seconds)
    strava.fail("/oauth/token", 503)
    if seconds == 200:
        assert is_good(strava, access.connected(connection, STRAVA, "7"))
    else:
        with pytest.raises(AwayError):
            access.connected(connection, STRAVA, "7")
    assert row_of(connection)["sync_enabled"]


def test_one_that_strava_does_not_take_is_renewed_once_for_all(
    access: ConnectionAccess, connection: Connection[DictRow], strava: StravaServer, connect_athlete: Connect
) -> None:
    connect_athlete(7)
    first = access.connected(connection, STRAVA, "7")
    renewed = [access.renewed(first) for _ in range(3)]
    assert {each.access_token for each in renewed} == {renewed[0].access_token} != {first.access_token}
    assert strava.called("POST /oauth/token") == 1


def test_who_was_disconnected_meanwhile_is_not_connected_again_by_a_refresh(
    access: ConnectionAccess,
    connection: Connection[DictRow],
    strava: StravaServer,
    connect_athlete: Connect,
    wait_until: WaitUntil,
) -> None:
    connect_athlete(7, seconds=10)
    strava.fail("/oauth/token", None, seconds=0.5)
    with ThreadPoolExecutor(1) as threads:
        refreshing = threads.submit(_connected_apart, access, connection.info.dsn, connection.info.password)
        wait_until(lambda: strava.called("POST /oauth/token"), 10, "Strava is asked")
        connection.execute(
            "UPDATE provider_connections SET sync_enabled = false, access_token = NULL, refresh_token = NULL,"
            " expires_at = NULL"
        )
        with pytest.raises(NotConnectedError):
            refreshing.result(20)
    assert strava.called("POST /oauth/token -> 200") == 1
    assert not row_of(connection)["sync_enabled"]


def _connected_apart(access: ConnectionAccess, dsn: str, password: str) -> Any:
    with psycopg.connect(dsn, password=password, autocommit=True, row_factory=dict_row) as connection:
        return access.connected(connection, STRAVA, "7")


def test_a_row_that_is_held_is_found_before_strava_is_asked(
    access: ConnectionAccess, connection: Connection[DictRow], strava: StravaServer, connect_athlete: Connect
) -> None:
    """What Strava would give could not be stored, and what it gives it gives once."""
    connect_athlete(7, seconds=10)
    with connection.transaction():
        connection.execute("UPDATE provider_connections SET last_sync_at = now()")
        with pytest.raises(AwayError, match="holds the connection"):
            access.connected(connection, STRAVA, "7")
    assert strava.called("POST /oauth/token") == 0
    assert access.connected(connection, STRAVA, "7")


def test_tokens_of_one_account_are_not_taken_for_another(
    access: ConnectionAccess, connection: Connection[DictRow], connect_athlete: Connect
) -> None:
    for athlete in (7, 8):
        connect_athlete(athlete)
    connection.execute(
        "UPDATE provider_connections a SET access_token = b.access_token FROM provider_connections b"
        " WHERE a.external_user_id = '7' AND b.external_user_id = '8'"
    )
    with pytest.raises(UnreadableTokenError):
        access.connected(connection, STRAVA, "7")


def test_f14_an_account_is_found_by_an_index(
    connection: Connection[DictRow], connect_athlete: Connect
) -> None:
    connect_athlete(7)
    connection.execute(
        "WITH made AS (INSERT INTO clients (user_id, name)"
        " SELECT user_id, 'client ' || n FROM clients, generate_series(1, 2000) n RETURNING id)"
        " INSERT INTO provider_connections (client_id, provider, external_user_id, access_token,"
        " refresh_token, expires_at, scope) SELECT id, 'STRAVA', id::text, 'a', 'r', now(), '' FROM made"
    )
    connection.execute("ANALYZE provider_connections")
    parameters = {"provider": "STRAVA", "external_user_id": "7"}
    plan = connection.execute(f"EXPLAIN {connections._CONNECTION}".encode(), parameters).fetchall()
    assert "using uq_provider_connections_account" in str(plan)


def test_nothing_that_is_shown_or_logged_holds_a_token(
    access: ConnectionAccess,
    connection: Connection[DictRow],
    strava: StravaServer,
    connect_athlete: Connect,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level("DEBUG")
    connect_athlete(7, seconds=10)
    shown = [repr(access.connected(connection, STRAVA, "7")), str(access.__dict__)]
    connection.execute("UPDATE provider_connections SET expires_at = now()")
    strava.world.revoke(7)
    with pytest.raises(RevokedError) as ended:
        access.connected(connection, STRAVA, "7")
    shown += [repr(ended.value), str(row_of(connection)), caplog.text, *capsys.readouterr()]
    tokens = {
        *strava.world.every_token,
        strava.world.client_secret,
    }
    assert len(tokens) == 5
    assert [token for token in tokens for text in shown if token in text] == []
