"""A real worker process does what is owed, leaves Redis tidy, and stops cleanly."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
import redis
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lane_client import LaneClient
from ops.processes import platform_processes
from ops.supervision import Supervisor
from runtime.settings import Settings
from tests.conftest import WaitUntil
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

DAY = date(2026, 3, 2)

#: Starts one worker; a context manager.
Working = Callable[[], AbstractContextManager[Supervisor]]


@pytest.fixture
def working(settings: Settings, tmp_path: Path) -> Iterator[Working]:
    (spec,) = [spec for spec in platform_processes(settings, workers=1) if spec.name == "worker1"]

    @contextmanager
    def start() -> Iterator[Supervisor]:
        with Supervisor([spec], tmp_path) as supervisor:
            yield supervisor

    yield start
    for log in tmp_path.glob("*.log"):
        sys.stdout.write(f"--- {log.name}\n{log.read_text()}")  # pytest shows it when the test has failed


def still_owed(connection: Connection[DictRow]) -> int:
    row = connection.execute(
        "SELECT count(*) AS n FROM owed_work WHERE done_revision < revision AND lane = 'checkins'"
    ).fetchone()
    assert row is not None
    return int(row["n"])


def accept(connection: Connection[DictRow], n: int) -> list[str]:
    writer = CheckInWriter(connection)
    athlete = writer.athlete()
    return [writer.key(athlete, DAY - timedelta(days=number), mood=5) for number in range(n)]


def test_it_does_what_is_submitted_and_what_was_owed_before_it_started(
    working: Working,
    connection: Connection[DictRow],
    lane: LaneClient,
    settings: Settings,
    wait_until: WaitUntil,
) -> None:
    accept(connection, 40)  # Redis knows nothing of these
    connection.execute("UPDATE owed_work SET owed_at = now() - interval '1 minute'")
    with working():
        wait_until(lambda: still_owed(connection) == 0, 30, "what was owed before the start is done")
        lane.submit_many([(key, b"") for key in accept(connection, 300)], delay_ms=0)
        wait_until(lambda: still_owed(connection) == 0, 30, "what was submitted is done")
        with redis.Redis.from_url(settings.require_redis_url(), decode_responses=True) as raw:
            keys = set(raw.scan_iter())
    prefix = settings.redis_prefix
    assert {key for key in keys if not key.startswith((f"{prefix}:", f"{{{prefix}:"))} == set()
    # Bindings may get lost, and then messages with them: nothing but Celery's own chatter may need one.
    bindings = {key.rpartition("_kombu.binding.")[2] for key in keys if "_kombu.binding." in key}
    assert bindings <= {"celery.pidbox", "celeryev"}
    assert not [key for key in keys if "celery-task-meta" in key]


def test_told_to_stop_it_finishes_the_drain_that_it_is_at(
    working: Working,
    connection: Connection[DictRow],
    lane: LaneClient,
    database_url: str,
    tmp_path: Path,
    wait_until: WaitUntil,
) -> None:
    (key,) = accept(connection, 1)
    with psycopg.connect(database_url) as other, working() as supervisor:
        other.execute("SELECT 1 FROM daily_metrics FOR UPDATE")
        lane.submit(key, delay_ms=0)
        wait_until(lambda: lane.peek(key).claimed_ms, 30, "the drain has begun")
        supervisor._processes["worker1"].ask_to_stop()
        log = tmp_path / "worker1.log"
        wait_until(lambda: "Warm shutdown" in log.read_text(), 10, "it has heard that it should stop")
        other.rollback()
        supervisor.stop("worker1")
        # Finished, settled, and nothing left for a sweep to repair.
        assert still_owed(connection) == 0
        gauges = lane.stats().gauges
        assert (gauges.held, gauges.waiting) == (0, 0)
