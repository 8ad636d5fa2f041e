"""Two beats and a worker, as real processes: the work of the schedule goes on, and nothing is done twice."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from ops.processes import platform_processes
from ops.supervision import Supervisor
from runtime.settings import Settings
from tests.conftest import WaitUntil

pytestmark = pytest.mark.integration

#: Of a takeover, as it is promised.
TAKEOVER_SECONDS = 30.0


@pytest.fixture
def settings(database_url: str, redis_url: str, redis_prefix: str) -> Settings:
    return Settings(
        DATABASE_URL=database_url,
        REDIS_URL=redis_url,
        redis_prefix=redis_prefix,
        jwt_secret="s" * 40,
        reconcile_interval_seconds=1,
        worker_concurrency=1,
    )


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection[DictRow]]:
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as opened:
        yield opened


@pytest.fixture
def running(settings: Settings, tmp_path: Path) -> Iterator[Supervisor]:
    specs = {spec.name: spec for spec in platform_processes(settings, workers=1)}
    beats = [replace(specs["beat"], name=name) for name in ("beat1", "beat2")]
    with Supervisor([specs["worker1"], *beats], tmp_path) as supervisor:
        yield supervisor
    for log in tmp_path.glob("*.log"):
        sys.stdout.write(f"--- {log.name}\n{log.read_text()}")  # pytest shows it when the test has failed


def ran(connection: Connection[DictRow], entry: str) -> list[DictRow]:
    query = "SELECT * FROM schedule_runs WHERE entry = %s AND finished_at IS NOT NULL ORDER BY due_at"
    return connection.execute(query, [entry]).fetchall()


def leader(raw: Any, settings: Settings, supervisor: Supervisor) -> str | None:
    name = raw.get(f"{settings.redis_prefix}:beat:leader")
    pids = {str(supervisor.pid(beat)): beat for beat in ("beat1", "beat2")}
    return pids.get(name.decode().split(":")[1]) if name else None


def is_alive(settings: Settings) -> bool:
    """As the health check of a container asks."""
    command = [sys.executable, "-m", "schedules.alive"]
    environment = {**os.environ, **settings.as_environment()}
    return subprocess.run(command, env=environment, check=False).returncode == 0


def test_the_other_takes_over_and_nothing_runs_twice(
    running: Supervisor,
    connection: Connection[DictRow],
    settings: Settings,
    tmp_path: Path,
    wait_until: WaitUntil,
) -> None:
    began = datetime.now(UTC)
    connection.execute(
        "INSERT INTO schedule_runs (entry, due_at, started_at, finished_at, rows)"
        " VALUES ('daily-loads', now() - interval '2 days', now() - interval '2 days', now(), 0)"
    )
    with redis.Redis.from_url(settings.require_redis_url()) as raw:
        wait_until(lambda: len(ran(connection, "reconcile")) >= 3, 60, "beat sends, and the worker works")
        wait_until(lambda: len(ran(connection, "daily-loads")) >= 2, 10, "what was missed is caught up")
        assert all(run["due_at"] >= began for run in ran(connection, "alerts")), "it had never run"
        wait_until(
            lambda: raw.zcard(f"{settings.redis_prefix}:beats") == 2, 30, "both beats have been heard of"
        )
        first = leader(raw, settings, running)
        assert first is not None
        before = ran(connection, "reconcile")[-1]["due_at"]
        running.freeze(first)  # as good as dead, and the supervisor starts no other
        wait_until(
            lambda: leader(raw, settings, running) not in {first, None}, TAKEOVER_SECONDS, "the other leads"
        )
        wait_until(
            lambda: ran(connection, "reconcile")[-1]["due_at"] > before, TAKEOVER_SECONDS, "and it sends"
        )
        second = leader(raw, settings, running)
        running.thaw(first)
        count = len(ran(connection, "reconcile"))
        wait_until(lambda: len(ran(connection, "reconcile")) >= count + 3, 30, "it goes on")
        assert leader(raw, settings, running) == second

        dead = running.pid(second)
        running.kill(second)  # and the supervisor starts another, which may be the one that leads
        wait_until(
            lambda: (name := leader(raw, settings, running)) is not None and running.pid(name) != dead,
            TAKEOVER_SECONDS,
            "one that lives leads",
        )

        raw.flushall()
        count = len(ran(connection, "reconcile"))
        wait_until(lambda: len(ran(connection, "reconcile")) >= count + 3, 30, "a flush stops nothing")
    _, caught_up, *on_time = ran(connection, "daily-loads")
    assert began - timedelta(minutes=15) <= caught_up["due_at"] <= began
    assert all(run["due_at"] > began for run in on_time)
    runs = ran(connection, "reconcile")
    assert {run["error"] for run in runs} == {None}
    assert len({run["due_at"] for run in runs}) == len(runs)
    logs = "".join(log.read_text() for log in tmp_path.glob("worker*.log"))
    assert "Traceback" not in logs


def test_a_beat_that_is_told_to_stop_is_followed_at_once(
    running: Supervisor, settings: Settings, wait_until: WaitUntil
) -> None:
    with redis.Redis.from_url(settings.require_redis_url()) as raw:
        wait_until(lambda: raw.zcard(f"{settings.redis_prefix}:beats") == 2, 60, "both beats are there")
        first = leader(raw, settings, running)
        assert first is not None
        assert is_alive(settings)
        running.stop(first)
        wait_until(lambda: leader(raw, settings, running) not in {first, None}, 5, "the other leads")
        assert raw.zcard(f"{settings.redis_prefix}:beats") == 1
        assert is_alive(settings)
        running.stop()
        assert not is_alive(settings)
