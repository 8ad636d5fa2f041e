"""Sessions for tests, by day and minute."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.activity_types import ActivitySource, ActivityType
from domain.sessions import Session

DAY = date(2026, 3, 2)


def session(day: int, begin: int = 600, minutes: float = 60, **fields: Any) -> Session:
    """A run on day `day` of the series, from minute `begin` of the day on."""
    on = DAY + timedelta(days=day)
    started_at = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(minutes=begin)
    usual = {"source": ActivitySource.MANUAL, "type": ActivityType.RUNNING}
    fields = usual | {"external_id": f"{day}-{begin}"} | fields
    return Session(started_at=started_at, day=on, duration_seconds=minutes * 60, **fields)
