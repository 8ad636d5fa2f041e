"""The web process on real servers: the real app behind a real uvicorn, in a thread."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from ops.postgres import EmbeddedPostgres
from ops.valkey import EmbeddedValkey
from runtime.settings import Settings
from runtime.tokens import mint
from tests.serving import PATIENCE
from tests.serving import serve as serve_app

SECRET = "a secret of the tests that is long enough to be one"


@dataclass(frozen=True)
class People:
    """Users with their ids, and two athletes: one of the coach's, one of somebody else's."""

    admin: str
    coach: str
    other_coach: str
    athlete: str
    physio: str
    client: str
    foreign_client: str


@pytest.fixture
def people(database_url: str) -> People:
    """Everybody that access control tells apart. The athlete's login belongs to `client`."""
    return _make_people(database_url)


def _make_people(database_url: str) -> People:
    with psycopg.connect(database_url, autocommit=True) as connection:
        ids = {}
        for name, role in [
            ("admin", "ADMIN"),
            ("coach", "COACH"),
            ("other_coach", "COACH"),
            ("athlete", "ATHLETE"),
            ("physio", "PHYSIO"),
        ]:
            insert = "INSERT INTO users (email, name, role) VALUES (%s, %s, %s) RETURNING id"
            ids[name] = _one(connection.execute(insert, [f"{name}@example.org", name, role]))
        for name, coach in [("client", "coach"), ("foreign_client", "other_coach")]:
            insert = "INSERT INTO clients (user_id, name) VALUES (%s, %s) RETURNING id"
            ids[name] = _one(connection.execute(insert, [ids[coach], name]))
        connection.execute(
            "INSERT INTO athlete_accounts (client_id, user_id) VALUES (%s, %s)",
            [ids["client"], ids["athlete"]],
        )
    return People(**{name: str(value) for name, value in ids.items()})


@pytest.fixture
def settings(database_url: str, redis_url: str, redis_prefix: str) -> Settings:
    return _settings(database_url, redis_url, redis_prefix)


def _settings(database_url: str, redis_url: str, redis_prefix: str) -> Settings:
    made = Settings(
        DATABASE_URL=database_url,
        REDIS_URL=redis_url,
        redis_prefix=redis_prefix,
        jwt_secret=SECRET,
        log_level="WARNING",
    )
    return made.model_copy(update=PATIENCE)


Serve = Callable[[Settings], Any]


@pytest.fixture(scope="session")
def serve() -> Serve:
    """Run the app with some settings: a context manager that gives an HTTP client for it."""
    return serve_app


@pytest.fixture
def api(settings: Settings) -> Iterator[httpx.Client]:
    """The app with the usual settings."""
    with serve_app(settings) as client:
        yield client


@pytest.fixture
def bearer(settings: Settings) -> Callable[[str], dict[str, str]]:
    """Headers that speak for a user, named by id or by e-mail address."""
    return lambda subject: {"authorization": f"Bearer {mint(settings, subject)}"}


@pytest.fixture
def as_coach(people: People, bearer: Callable[[str], dict[str, str]]) -> dict[str, str]:
    return bearer(people.coach)


@pytest.fixture
def today() -> str:
    """Today in UTC."""
    return datetime.now(UTC).date().isoformat()


Post = Callable[..., httpx.Response]


@pytest.fixture
def post(api: httpx.Client, people: People, as_coach: dict[str, str], today: str) -> Post:
    """Post a check-in as the coach; what is not said is the coach's athlete, and today."""

    def send(**fields: Any) -> httpx.Response:
        body = {"clientId": people.client, "date": today, **fields}
        return api.post("/api/daily-metrics", json=body, headers=as_coach)

    return send


@pytest.fixture
def ask(database_url: str) -> Callable[..., list[dict[str, Any]]]:
    """Run SQL on the test's database and get the rows."""
    return partial(_ask, database_url)


def _ask(database_url: str, statement: str, *parameters: Any) -> list[dict[str, Any]]:
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as connection:
        cursor = connection.execute(statement.encode(), parameters)
        return cursor.fetchall() if cursor.description else []


@dataclass(frozen=True)
class Shared:
    """One app with its own database, for the tests of a module that store nothing."""

    api: httpx.Client
    people: People
    ask: Callable[..., list[dict[str, Any]]]
    as_coach: dict[str, str]


FreshSettings = Callable[[], Any]


@pytest.fixture(scope="session")
def fresh_settings(
    postgres_server: EmbeddedPostgres, valkey_server: EmbeddedValkey, template_database: str
) -> FreshSettings:
    """Settings for an app with a database of its own, for longer than one test: a context manager."""

    @contextmanager
    def fresh() -> Iterator[Settings]:
        for server in (postgres_server, valkey_server):
            server.thaw()
            server.start()  # a test before this one may have killed it
        name = f"test_shared_{uuid.uuid4().hex}"
        _ask(postgres_server.url, f"CREATE DATABASE {name} TEMPLATE {template_database}")
        yield _settings(f"{postgres_server.url.rpartition('/')[0]}/{name}", valkey_server.url, name)
        _ask(postgres_server.url, f"DROP DATABASE {name} WITH (FORCE)")

    return fresh


@pytest.fixture(scope="module")
def shared(fresh_settings: FreshSettings) -> Iterator[Shared]:
    with fresh_settings() as settings, serve_app(settings) as client:
        url = settings.require_database_url()
        people = _make_people(url)
        as_coach = {"authorization": f"Bearer {mint(settings, people.coach)}"}
        yield Shared(client, people, partial(_ask, url), as_coach)


def _one(cursor: psycopg.Cursor[tuple[uuid.UUID]]) -> uuid.UUID:
    row = cursor.fetchone()
    assert row is not None
    return row[0]


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection[DictRow]]:
    """The test's own connection, in autocommit."""
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as opened:
        yield opened
