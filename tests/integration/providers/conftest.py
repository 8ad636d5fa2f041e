"""A process that asks the stand-in for Strava, on real servers."""

from collections.abc import Callable, Iterator
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from runtime.settings import Settings
from tests.strava_connections import connect, make_client, strava_settings
from tests.strava_server import StravaServer, strava_server

#: Connects a new athlete with this one of the stand-in's; keywords as of `connect`. Answers the athlete's id.
Connect = Callable[..., UUID]


@pytest.fixture
def strava() -> Iterator[StravaServer]:
    with strava_server() as server:
        yield server


@pytest.fixture
def settings(strava: StravaServer, database_url: str, redis_url: str, redis_prefix: str) -> Settings:
    return Settings(
        DATABASE_URL=database_url,
        REDIS_URL=redis_url,
        redis_prefix=redis_prefix,
        **strava_settings(strava),
    )


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection[DictRow]]:
    """In autocommit, with rows as dicts."""
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as opened:
        yield opened


@pytest.fixture
def connect_athlete(connection: Connection[DictRow], strava: StravaServer) -> Connect:
    def connected(athlete_id: int, **more: object) -> UUID:
        client_id = make_client(connection, f"Athlete {athlete_id}")
        connect(connection, strava, client_id, athlete_id, **more)  # type: ignore[arg-type]
        return client_id

    return connected
