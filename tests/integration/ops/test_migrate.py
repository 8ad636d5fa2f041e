"""`afterwrite migrate` brings an empty database up to date, once."""

from pathlib import Path

import psycopg
import pytest

from ops.migrate import migrate
from ops.postgres import EmbeddedPostgres


@pytest.fixture
def empty_database(postgres_server: EmbeddedPostgres) -> str:
    postgres_server.start()
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS empty WITH (FORCE)")
        connection.execute("CREATE DATABASE empty")
    return f"{postgres_server.url.rpartition('/')[0]}/empty"


def test_an_empty_database_gets_every_revision_and_then_none(empty_database: str) -> None:
    versions = Path(__file__).parents[3] / "storage" / "migrations" / "versions"
    applied = migrate(empty_database)
    assert len(applied) == len(list(versions.glob("*.py")))
    assert migrate(empty_database) == []
    with psycopg.connect(empty_database) as connection:
        assert connection.execute("SELECT count(*) FROM owed_work").fetchone() == (0,)


def test_a_driver_in_the_url_is_no_obstacle(empty_database: str) -> None:
    assert migrate(empty_database.replace("postgresql://", "postgresql+psycopg://"))
