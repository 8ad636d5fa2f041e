"""What all tiers share: real servers for a session, a fresh database and Redis prefix for each test."""

import logging
import os
import re
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

import hypothesis
import psycopg
import pytest
import redis
import structlog
from psycopg import sql

from ops.postgres import EmbeddedPostgres
from ops.valkey import EmbeddedValkey
from runtime.settings import Settings, get_settings
from storage.migrate import upgrade

T = TypeVar("T")

TEMPLATE = "afterwrite_template"

# How long one example takes says more about the machine's other work than about ours.
hypothesis.settings.register_profile("afterwrite", deadline=None)
hypothesis.settings.load_profile("afterwrite")


class WaitUntil(Protocol):
    """Polls until the predicate is true, and returns its value; fails with the description."""

    def __call__(self, predicate: Callable[[], T], timeout: float, description: str) -> T: ...


@pytest.fixture(autouse=True)
def _clean_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test sees the developer's own settings, be they in the environment or in `.env`."""
    for name in [n for n in os.environ if re.match(r"AFTERWRITE_|DATABASE_URL$|REDIS_URL$", n)]:
        monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """A command that sets up the logs of its process does so for its test: its stream is closed then."""
    root = logging.getLogger()
    level, configuration = root.level, structlog.get_config()
    yield
    for handler in root.handlers[:]:
        if type(handler) is logging.StreamHandler:  # pytest's own are of other classes
            root.removeHandler(handler)
    root.setLevel(level)
    structlog.configure(**configuration)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL for the whole session. Commits survive SIGKILL, but are not forced to the disk."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def valkey_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedValkey]:
    """A Valkey for the whole session."""
    with EmbeddedValkey(tmp_path_factory.mktemp("valkey")) as server:
        yield server


@pytest.fixture(scope="session")
def template_database(postgres_server: EmbeddedPostgres) -> str:
    """The name of a database with the schema at head, to be copied."""
    _administer(postgres_server, "CREATE DATABASE {}", TEMPLATE)
    upgrade(_url_of(postgres_server, TEMPLATE))
    return TEMPLATE


@pytest.fixture
def database_url(postgres_server: EmbeddedPostgres, template_database: str) -> Iterator[str]:
    """A fresh database with the schema at head, for one test."""
    postgres_server.thaw()
    postgres_server.start()  # a test before this one may have killed it
    name = f"test_{uuid.uuid4().hex}"
    _administer(postgres_server, "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template_database)
    yield _url_of(postgres_server, name)
    postgres_server.thaw()
    postgres_server.start()
    _administer(postgres_server, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
def redis_url(valkey_server: EmbeddedValkey) -> str:
    """The address of an empty Valkey, for one test."""
    valkey_server.thaw()
    valkey_server.start()
    with redis.Redis.from_url(valkey_server.url) as client:
        client.flushall()
    return valkey_server.url


@pytest.fixture
def redis_prefix() -> str:
    """A prefix for keys that no other test uses."""
    return f"t{uuid.uuid4().hex[:12]}"


@pytest.fixture
def wait_until() -> WaitUntil:
    """A helper that polls with a deadline."""

    def wait(predicate: Callable[[], T], timeout: float, description: str) -> T:
        deadline = time.monotonic() + timeout
        while not (value := predicate()):
            if time.monotonic() > deadline:
                pytest.fail(f"Not within {timeout} s: {description} (last seen: {value!r})")
            time.sleep(0.02)
        return value

    return wait


def _administer(server: EmbeddedPostgres, statement: str, *names: str) -> None:
    composed = sql.SQL(statement).format(*map(sql.Identifier, names))
    with psycopg.connect(_url_of(server, "postgres"), autocommit=True) as connection:
        connection.execute(composed)


def _url_of(server: EmbeddedPostgres, database: str) -> str:
    return f"{server.url.rpartition('/')[0]}/{database}"
