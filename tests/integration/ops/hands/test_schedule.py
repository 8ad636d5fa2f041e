"""`afterwrite schedule` shows what beat sets going and how it went, and runs an entry by hand."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.schedule_times import At
from runtime.settings import get_settings
from storage import schedule_runs
from tasks import pruning, resources
from tasks.entries import entries
from tasks.pruning import prune
from tasks.resources import pool

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def _nothing_left_open(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    forget_connections()
    yield
    resources._script_client_of(os.getpid()).close()
    forget_connections()


def forget_connections() -> None:
    for cache in (resources._pool_of, resources._script_client_of, resources._lane_client_of):
        cache.cache_clear()


def write(
    connection: Any, entry: str, ago: timedelta, *, error: str | None = None, ended: bool = True
) -> None:
    due_at = datetime.now(UTC) - ago
    schedule_runs.begin(connection, entry, due_at, limit_seconds=300)
    connection.execute("UPDATE schedule_runs SET started_at = due_at WHERE due_at = %s", [due_at])
    if ended:
        schedule_runs.finish(connection, entry, due_at, rows=None if error else 7, error=error)


def test_the_list_has_every_entry_and_its_last_run(type_: Any, connection: Any) -> None:
    write(connection, "alerts", timedelta(hours=2))
    write(connection, "alerts", timedelta(hours=1), error="OperationalError")
    listed = {one["name"]: one for one in type_("schedule", "list", "--json").json}
    assert list(listed) == list(entries())
    assert {name for name, one in listed.items() if one["last"]} == {"alerts"}
    last = listed["alerts"]["last"]
    assert (last["state"], last["error"], last["rows"]) == ("failed", "OperationalError", None)
    assert (listed["prune"]["missed"], listed["prune"]["clock"]) == ("CATCH_UP", "UTC")
    following = datetime.fromisoformat(listed["prune"]["next_at"])
    assert following == At((23,), (3,)).following(datetime.now(UTC))
    said = type_("schedule", "list").out
    assert "OperationalError" in said
    assert said.count("never") == len(entries()) - 1
    assert "missed: caught up" in said


def test_the_history_is_newest_first_and_says_of_each_how_it_went(type_: Any, connection: Any) -> None:
    assert type_("schedule", "history").out == "Nothing has run yet.\n"
    write(connection, "prune", timedelta(days=2))
    write(connection, "prune", timedelta(days=1), error="OSError")
    write(connection, "prune", timedelta(hours=1), ended=False)
    write(connection, "alerts", timedelta(seconds=1), ended=False)
    assert [one["state"] for one in type_("schedule", "history", "--json").json] == [
        *("running", "killed", "failed", "done")
    ]
    assert [one["rows"] for one in type_("schedule", "history", "prune", "--json").json] == [None, None, 7]
    assert len(type_("schedule", "history", "--limit", "2", "--json").json) == 2
    assert "7 rows" in type_("schedule", "history", "prune").out


@pytest.mark.parametrize("command", ["history", "run"])
def test_a_name_that_there_is_not_is_refused_with_those_that_there_are(type_: Any, command: str) -> None:
    said = type_("schedule", command, "prnue")
    assert (said.code, said.out) == (2, "")
    assert (
        "'prnue' is no entry of the schedule; there are reconcile, daily-loads, alerts, business-trends,"
        in said.err
    )


def test_by_hand_an_entry_is_run_at_once_and_written_down_with_who_did_it(
    type_: Any, connection: Any
) -> None:
    write(connection, "alerts", timedelta(days=31))
    ran = type_("schedule", "run", "prune", "--as", "Ann", "--json")
    assert ran.code == 0
    said = ran.json
    assert (said["entry"], said["state"], said["rows"], said["who"]) == ("prune", "done", 1, "Ann")
    assert said["counts"] == dict.fromkeys(pruning.COUNTED, 0) | {"schedule_runs": 1}
    assert [one["entry"] for one in type_("schedule", "history", "--json").json] == ["prune"]
    (action,) = type_("audit", "--json").json
    assert (action["who"], action["action"], action["details"]) == ("Ann", "schedule run", {"entry": "prune"})
    forget_connections()  # a command has a process of its own
    write(connection, "alerts", timedelta(days=32))
    assert type_("schedule", "run", "prune").out.endswith(": 1 rows (schedule_runs 1)\n")
    forget_connections()
    assert type_("schedule", "run", "reconcile").out.startswith("reconcile: done in ")


def test_what_fails_is_said_by_its_kind_alone(type_: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> int:
        raise ValueError("secret")

    monkeypatch.setattr(schedule_runs, "drop_before", fail)
    ran = type_("schedule", "run", "prune")
    assert ran.code == 1
    assert "prune: failed" in ran.out
    assert "ValueError" in ran.out
    assert "secret" not in ran.out + ran.err


def test_runs_of_the_last_thirty_days_are_kept(connection: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "PAGE", 2)
    for days in (1, 29, 31, 32, 33, 34, 35):
        write(connection, "alerts", timedelta(days=days))
    assert prune.run() == dict.fromkeys(pruning.COUNTED, 0) | {"schedule_runs": 5}
    assert prune.run() == dict.fromkeys(pruning.COUNTED, 0)
    pool().close()
    assert len(schedule_runs.recent(connection, entry=None, limit=9)) == 2
