"""Migrations go up, down and up again, agree with the models, and may be started by several at once."""

import json
import subprocess
import sys
import uuid
from collections.abc import Iterator

import psycopg
import pytest
from alembic import command
from psycopg import sql
from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import OperationalError

from storage.migrate import ADVISORY_LOCK, check, configuration, upgrade
from storage.models import Base
from storage.urls import sqlalchemy_url
from tests.conftest import WaitUntil

pytestmark = pytest.mark.integration

UPGRADE = "import json, sys; from storage.migrate import upgrade; print(json.dumps(upgrade(sys.argv[1])))"


@pytest.fixture
def empty_database_url(database_url: str) -> Iterator[str]:
    """A database without a schema."""
    name = f"empty_{uuid.uuid4().hex}"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield f"{database_url.rpartition('/')[0]}/{name}"
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def tables_of(database_url: str) -> set[str]:
    engine = create_engine(sqlalchemy_url(database_url))
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_models_and_migrations_agree(database_url: str) -> None:
    check(database_url)


def test_a_second_upgrade_finds_nothing_to_do(empty_database_url: str) -> None:
    applied = upgrade(empty_database_url)
    assert applied[0] == "0001"
    assert upgrade(empty_database_url) == []
    assert tables_of(empty_database_url) == {*Base.metadata.tables, "alembic_version"}


def test_down_to_nothing_and_up_again(empty_database_url: str) -> None:
    applied = upgrade(empty_database_url)
    engine = create_engine(sqlalchemy_url(empty_database_url))
    try:
        with engine.connect() as connection:
            command.downgrade(configuration(connection), "base")
    finally:
        engine.dispose()
    assert tables_of(empty_database_url) == {"alembic_version"}
    assert upgrade(empty_database_url) == applied
    check(empty_database_url)


def test_of_two_upgraders_at_once_one_waits_and_finds_nothing_to_do(
    empty_database_url: str, wait_until: WaitUntil
) -> None:
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        upgraders = [
            subprocess.Popen([sys.executable, "-c", UPGRADE, empty_database_url], stdout=subprocess.PIPE)
            for _ in range(2)
        ]
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        wait_until(
            lambda: connection.execute(waiting).fetchone() == (2,), 30, "both upgraders wait for the lock"
        )
        connection.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
    answers = [json.loads(upgrader.communicate(timeout=30)[0]) for upgrader in upgraders]
    assert [upgrader.returncode for upgrader in upgraders] == [0, 0]
    assert sorted(len(applied) > 0 for applied in answers) == [False, True]
    check(empty_database_url)


def test_an_upgrade_that_cannot_get_a_lock_gives_up_and_leaves_nothing_half_done(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DDL that waits for a lock makes everybody wait who comes after it."""
    monkeypatch.setattr("storage.migrate.LOCK_TIMEOUT", "50ms")
    with psycopg.connect(empty_database_url) as other:
        other.execute("CREATE TABLE clients (id int)")
        with pytest.raises(OperationalError, match="lock timeout"):
            upgrade(empty_database_url)
        other.rollback()
    assert tables_of(empty_database_url) <= {"alembic_version"}
    assert upgrade(empty_database_url)
    check(empty_database_url)
