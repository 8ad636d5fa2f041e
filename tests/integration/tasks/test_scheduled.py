"""A run that the schedule asks for is made once and written down; what it owes starts spread."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery import Task
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lanes import TRAINING_LOADS
from runtime.settings import get_settings
from storage import ledger, schedule_runs
from tasks import scheduled
from tasks.app import app
from tasks.resources import lane_client
from tasks.scheduled import DUE_HEADER, ENTRY_HEADER, ScheduledTask, recorded
from tasks.spreading import submit_spread

pytestmark = pytest.mark.integration

DUE = datetime(2026, 3, 2, 12, 2, tzinfo=UTC)


def runs(connection: Connection[DictRow]) -> list[schedule_runs.Run]:
    return schedule_runs.recent(connection, entry=None, limit=9)


def test_it_is_done_once_and_written_down(connection: Connection[DictRow]) -> None:
    done: list[int] = []

    def work() -> dict[str, int]:
        done.append(1)
        return {"looked at": 9, "owed": 4}

    assert recorded("loads", DUE, work, ("owed",)) == (True, {"looked at": 9, "owed": 4})
    assert recorded("loads", DUE, work, ("owed",)) == (False, None)
    assert len(done) == 1
    (run,) = runs(connection)
    assert (run.entry, run.due_at, run.rows, run.error) == ("loads", DUE, 4, None)
    assert run.finished_at is not None
    assert run.finished_at >= run.started_at


def test_while_it_runs_that_can_be_seen(connection: Connection[DictRow]) -> None:
    seen: list[schedule_runs.Run] = []
    recorded("loads", DUE, lambda: seen.extend(runs(connection)), ())
    assert [(run.entry, run.finished_at) for run in seen] == [("loads", None)]


def test_a_failure_is_written_down_by_its_kind_and_goes_on_its_way(connection: Connection[DictRow]) -> None:
    def fail() -> None:
        raise LookupError("a name that nobody is to read in a log")

    with pytest.raises(LookupError):
        recorded("loads", DUE, fail, ())
    (run,) = runs(connection)
    assert (run.rows, run.error) == (None, "LookupError")


def test_a_failure_is_not_hidden_by_one_to_write_it_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("gone")

    monkeypatch.setattr(scheduled.schedule_runs, "finish", fail)
    with pytest.raises(ZeroDivisionError):
        recorded("loads", DUE, lambda: 1 / 0, ())
    assert recorded("loads", DUE + timedelta(minutes=15), dict, ()) == (True, {})


@pytest.fixture
def counting() -> Iterator[Task]:
    @app.task(name="tests.counting", base=ScheduledTask, counted=("owed",))
    def counting(spread_seconds: float = 0) -> dict[str, int]:
        return {"owed": int(spread_seconds)}

    yield counting
    app.tasks.pop("tests.counting", None)


def as_a_worker_does(task: Any, headers: dict[str, str], **arguments: Any) -> Any:
    task.push_request(called_directly=False, **headers)
    try:
        return task(**arguments)
    finally:
        task.pop_request()


def test_only_what_the_schedule_asks_for_is_a_run_of_it(
    connection: Connection[DictRow], counting: Task
) -> None:
    assert counting(spread_seconds=3) == {"owed": 3}
    assert as_a_worker_does(counting, {}, spread_seconds=3) == {"owed": 3}
    assert runs(connection) == []
    headers = {ENTRY_HEADER: "counting", DUE_HEADER: DUE.isoformat()}
    assert as_a_worker_does(counting, headers, spread_seconds=3) == {"owed": 3}
    assert as_a_worker_does(counting, headers, spread_seconds=3) is None
    assert [(run.entry, run.due_at, run.rows) for run in runs(connection)] == [("counting", DUE, 3)]


def test_thousands_of_keys_do_not_start_in_the_same_second(connection: Connection[DictRow]) -> None:
    revisions = ledger.owe(connection, TRAINING_LOADS.name, dict.fromkeys(f"k{n}" for n in range(1_000)))
    submit_spread(TRAINING_LOADS.name, revisions, 30)
    client = lane_client(TRAINING_LOADS.name)
    entries = [client.peek(key) for key in revisions]
    waits = [(entry.due_ms - entry.first_submit_ms) / 1_000 for entry in entries]
    window = TRAINING_LOADS.window_ms / 1_000
    assert window <= min(waits) < window + 2
    assert window + 27 < max(waits) < window + 30
    seconds = [int(wait) for wait in waits]
    assert max(seconds.count(second) for second in set(seconds)) < 100


def test_without_redis_what_is_owed_stays_owed(connection: Connection[DictRow], valkey_server: Any) -> None:
    revisions = ledger.owe(connection, TRAINING_LOADS.name, {"a": None, "b": None})
    valkey_server.kill()
    assert get_settings().redis_url
    submit_spread(TRAINING_LOADS.name, revisions, 30)
    row = connection.execute("SELECT count(*) AS n FROM owed_work WHERE done_revision < revision").fetchone()
    assert row == {"n": 2}
