"""The table of the schedule: tasks that exist, at times that do what the entries are for."""

import inspect
from datetime import UTC, datetime, timedelta

import pytest

from domain.schedule_times import At, Every
from runtime.settings import get_settings
from tasks import app
from tasks.entries import Entry, Missed, entries
from tasks.scheduled import ScheduledTask
from tasks.time_limit import TASK_LIMIT_SECONDS


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setenv("AFTERWRITE_RECONCILE_INTERVAL_SECONDS", "7.5")
    get_settings.cache_clear()


def test_what_is_owed_is_reconciled_at_the_interval_of_the_settings() -> None:
    assert entries()["reconcile"].when == Every(7.5)


def test_who_is_a_day_behind_is_looked_for_soon_after_every_midnight_there_is() -> None:
    when = entries()["daily-loads"].when
    day = datetime(2026, 3, 2, tzinfo=UTC)
    for quarter in range(96):
        midnight = day + timedelta(minutes=15 * quarter)
        assert when.following(midnight) - midnight == timedelta(minutes=2)


def test_alerts_are_looked_for_every_half_hour() -> None:
    when = entries()["alerts"].when
    assert isinstance(when, At)
    assert not when.hours
    first, second = sorted(when.minutes)
    assert second - first == 30


@pytest.mark.parametrize(
    "name",
    [
        "reconcile",
        "daily-loads",
        "alerts",
        "business-trends",
        "rebuild-teams",
        "rebuild-businesses",
        "prune",
    ],
)
def test_every_entry_is_whole(name: str) -> None:
    entry = entries()[name]
    assert entry.name == name
    assert isinstance(entry.task, ScheduledTask)
    assert entry.task.name in app.app.tasks
    assert entry.task.counted
    assert entry.description.endswith(".")
    inspect.signature(entry.task.run).bind(**entry.arguments)


def test_these_are_all_and_what_comes_rarely_is_caught_up() -> None:
    rare = {entry.name for entry in entries().values() if span(entry) > TASK_LIMIT_SECONDS}
    assert set(entries()) == rare | {"reconcile", "chat-sweep"}
    assert {entry.name for entry in entries().values() if entry.missed is Missed.CATCH_UP} == rare


def span(entry: Entry) -> float:
    first = entry.when.following(datetime(2026, 3, 2, tzinfo=UTC))
    return (entry.when.following(first) - first).total_seconds()
