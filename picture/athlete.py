"""The picture itself: who, today's verdict, and the days before it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from picture.calendar import BEFORE, Calendar
from picture.day import Day, LoadDay
from picture.hrv import hrv_days
from picture.rate import rate_days
from picture.rows import Row, derived, is_assessed
from picture.verdict import Verdict, verdict_of


@dataclass(frozen=True, slots=True)
class AthletePicture:
    """All that the page and the terminal show. Days are the athlete's own, oldest first, today last."""

    client_id: UUID
    name: str
    time_zone: str
    today: date
    verdict: Verdict
    days: tuple[Day, ...]
    #: Training load by day; empty where none is recorded.
    load: tuple[LoadDay, ...] = ()

    @property
    def newest(self) -> Day:
        """The newest day with a check-in among those shown; today where there is none."""
        return next((day for day in reversed(self.days) if day.has_check_in), self.days[-1])


def days_to_read(shown: int) -> int:
    """How many days, today included, must be read to show so many with their bands."""
    return shown + BEFORE


def picture_of(rows: Sequence[Row], shown: int, load: Sequence[LoadDay] = ()) -> AthletePicture:
    """Make the picture.

    Args:
        rows: of `storage.athlete_picture`, for an athlete who may be seen.
        shown: how many days, today included.
        load: training load of the same days, in any order; what is older is left out.
    """
    first = rows[0]
    today: date = first["today"]
    check_ins = [row for row in rows if row["id"] is not None]
    calendar = Calendar.of(check_ins, today, shown)
    measured = zip(calendar.days, hrv_days(calendar), rate_days(calendar), strict=True)
    days = tuple(
        _reported(replace(Day(day), hrv=hrv, rate=rate), calendar.by_date.get(day))
        for day, hrv, rate in measured
    )
    within = sorted((day for day in load if calendar.days[0] <= day.date <= today), key=lambda day: day.date)
    return AthletePicture(
        client_id=first["athlete_id"],
        name=first["athlete_name"],
        time_zone=first["time_zone"],
        today=today,
        verdict=verdict_of(check_ins[-1] if check_ins else None, today),
        days=days,
        load=tuple(within),
    )


def _reported(day: Day, row: Row | None) -> Day:
    if row is None:
        return day
    return replace(
        day,
        has_check_in=True,
        is_pending=not is_assessed(row),
        wellness=derived(row, "wellness_score"),
        wellness_status=derived(row, "wellness_status"),
        readiness=derived(row, "readiness_score"),
        readiness_level=derived(row, "readiness_level"),
        readiness_confidence=derived(row, "readiness_confidence"),
    )
