"""`afterwrite strava rotate-keys`: all tokens under the newest key, whatever happens meanwhile."""

import json

import pytest
from cryptography.fernet import Fernet
from psycopg import Connection
from psycopg.rows import DictRow
from pydantic import SecretStr

from domain.providers import Provider
from ops.errors import OpsError
from ops.rotate_keys import rotate_keys as command
from providers.connections import rotation
from providers.connections.access import sealed_as
from providers.connections.rotation import Rotation, rotate_keys
from providers.vault import Vault
from runtime.settings import Settings
from storage.connections import SealedTokens
from tests.integration.providers.conftest import Connect
from tests.strava_connections import TOKEN_KEY
from tests.strava_server import StravaServer

pytestmark = pytest.mark.integration

NEW_KEY, LOST_KEY = (Fernet.generate_key().decode() for _ in range(2))


def opens(connection: Connection[DictRow], strava: StravaServer, *keys: str) -> int:
    """How many connections' tokens these keys open, to what the stand-in has given."""
    vault = Vault([SecretStr(key) for key in keys])
    given = 0
    for row in connection.execute("SELECT * FROM provider_connections WHERE sync_enabled"):
        for which in ("access", "refresh"):
            of = sealed_as(row["provider"], row["external_user_id"], which)
            given += vault.open(row[f"{which}_token"], of).get_secret_value() in strava.world.every_token
    return given // 2


def test_all_of_them_are_sealed_anew_and_a_second_time_none(
    settings: Settings,
    connection: Connection[DictRow],
    strava: StravaServer,
    connect_athlete: Connect,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    for athlete in range(1, 6):
        connect_athlete(athlete)
    connection.execute(
        "UPDATE provider_connections SET sync_enabled = false, access_token = NULL, refresh_token = NULL,"
        " expires_at = NULL WHERE external_user_id = '5'"
    )
    keys = (SecretStr(NEW_KEY), SecretStr(TOKEN_KEY))
    both = settings.model_copy(update={"token_keys": keys})
    for resealed in (4, 0):
        assert command(as_name="kim", as_json=True, settings=both) == 0
        said = json.loads(capsys.readouterr().out)
        assert said == {"seen": 4, "resealed": resealed, "changed": 0, "unreadable": 0}
    assert opens(connection, strava, NEW_KEY) == 4
    assert command(as_name="kim", as_json=False, settings=both) == 0
    assert "4 connections looked at; 0 encrypted" in capsys.readouterr().out
    audit = connection.execute("SELECT who, action FROM operator_actions").fetchall()
    assert audit == [{"who": "kim", "action": "rotate keys"}] * 3


def test_tokens_that_no_key_opens_are_counted_and_left(
    settings: Settings,
    connection: Connection[DictRow],
    connect_athlete: Connect,
    capsys: pytest.CaptureFixture[str],
) -> None:
    connect_athlete(7)
    connect_athlete(8, keys=(LOST_KEY,))
    assert command(as_name=None, as_json=False, settings=settings) == 1
    assert "No key opens the tokens of 1" in capsys.readouterr().out
    left = connection.execute("SELECT count(*) AS n FROM provider_connections WHERE sync_enabled").fetchone()
    assert left == {"n": 2}


def test_tokens_that_were_refreshed_meanwhile_are_kept(
    connection: Connection[DictRow],
    strava: StravaServer,
    connect_athlete: Connect,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A refresh between reading and writing wins: what it has stored was given once."""
    connect_athlete(7)
    vault = Vault([SecretStr(NEW_KEY), SecretStr(TOKEN_KEY)])
    fresh = strava.world.rotate(next(iter(strava.world.refreshes)))
    assert fresh is not None
    reseal = rotation.reseal_tokens

    def refreshed_first(
        connection: Connection[DictRow], changed: list[tuple[SealedTokens, SealedTokens]]
    ) -> int:
        connection.execute(
            "UPDATE provider_connections SET access_token = %s, refresh_token = %s",
            [
                vault.seal(SecretStr(fresh.access_token), sealed_as("STRAVA", "7", "access")),
                vault.seal(SecretStr(fresh.refresh_token), sealed_as("STRAVA", "7", "refresh")),
            ],
        )
        return reseal(connection, changed)

    monkeypatch.setattr(rotation, "reseal_tokens", refreshed_first)
    told: list[tuple[int, int]] = []
    done = rotate_keys(connection, vault, Provider.STRAVA, lambda *far: told.append(far))
    assert done == Rotation(seen=1, changed=1)
    assert told == [(1, 1)]
    assert opens(connection, strava, NEW_KEY) == 1
    row = connection.execute("SELECT refresh_token FROM provider_connections").fetchone()
    assert row is not None
    kept = vault.open(row["refresh_token"], sealed_as("STRAVA", "7", "refresh"))
    assert kept.get_secret_value() == fresh.refresh_token


def test_without_a_key_it_is_said_what_to_do(settings: Settings) -> None:
    with pytest.raises(OpsError, match="AFTERWRITE_TOKEN_KEYS is not set"):
        command(as_name=None, as_json=False, settings=settings.model_copy(update={"token_keys": ()}))
