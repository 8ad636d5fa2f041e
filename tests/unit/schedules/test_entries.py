"""Beat's entries name tasks that exist, on queues that exist."""

import pytest

from runtime.settings import get_settings
from schedules.entries import beat_schedule
from tasks import alert_rounds, app, daily_loads, reconcile


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setenv("AFTERWRITE_RECONCILE_INTERVAL_SECONDS", "7.5")
    get_settings.cache_clear()


def test_what_is_owed_is_reconciled_at_the_interval_of_the_settings() -> None:
    entry = beat_schedule()["reconcile"]
    assert entry["task"] == reconcile.reconcile.name
    assert entry["schedule"] == 7.5


def test_who_is_a_day_behind_is_looked_for_soon_after_every_midnight_there_is() -> None:
    entry = beat_schedule()["daily-loads"]
    assert entry["task"] == daily_loads.owe_daily_loads.name
    after = [
        min((minute - midnight) % 60 for minute in entry["schedule"].minute) for midnight in (0, 15, 30, 45)
    ]
    assert after == [2] * 4
    assert len(entry["schedule"].hour) == 24


def test_alerts_are_looked_for_every_half_hour() -> None:
    entry = beat_schedule()["alerts"]
    assert entry["task"] == alert_rounds.owe_alerts.name
    first, second = sorted(entry["schedule"].minute)
    assert second - first == 30
    assert len(entry["schedule"].hour) == 24


def test_every_entry_is_a_task_on_a_queue_that_is_consumed_and_expires_by_no_clock() -> None:
    for entry in beat_schedule().values():
        assert entry["task"] in app.app.tasks
        assert entry["options"]["queue"] in app.queue_names()
        assert "expires" not in entry["options"]
