"""What beat sets going, and how often. Every entry only owes or repairs, so running one twice is harmless."""

from typing import Any

from celery.schedules import crontab

from runtime.settings import get_settings
from tasks.alert_rounds import owe_alerts
from tasks.app import MAINTENANCE_QUEUE
from tasks.daily_loads import owe_daily_loads
from tasks.reconcile import reconcile

#: Every midnight is at a quarter of an hour; by the clock, so that no restart of beat puts it off.
DAILY_LOADS_MINUTES = "2,17,32,47"

#: Every half hour, and not together with the above.
ALERT_MINUTES = "7,37"


def beat_schedule() -> dict[str, dict[str, Any]]:
    """Celery's `beat_schedule`, from the tasks themselves rather than from their names.

    No entry has an `expires`: that is a time of beat's clock, which workers hold against their own.
    """
    return {
        "reconcile": {
            "task": reconcile.name,
            "schedule": get_settings().reconcile_interval_seconds,
            "options": {"queue": MAINTENANCE_QUEUE},
        },
        "daily-loads": {
            "task": owe_daily_loads.name,
            "schedule": crontab(minute=DAILY_LOADS_MINUTES),
            "options": {"queue": MAINTENANCE_QUEUE},
        },
        "alerts": {
            "task": owe_alerts.name,
            "schedule": crontab(minute=ALERT_MINUTES),
            "options": {"queue": MAINTENANCE_QUEUE},
        },
    }
