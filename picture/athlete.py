"""The picture itself: who, today's verdict, and the days before it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from domain.wellness import ITEMS
from picture.cases import OpenCase
from picture.day import Day, LoadDay
from picture.hrv import hrv_days
from picture.judged import BEFORE, judged
from picture.rate import rate_days
from picture.rows import Row, derived, is_assessed
from picture.sleep import sleep_days
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
    #: What is being followed up, the newest first.
    cases: tuple[OpenCase, ...] = ()

    @property
    def newest(self) -> Day:
        """The newest day with a check-in among those shown; today where there is none."""
        return next((day for day in reversed(self.days) if day.has_check_in), self.days[-1])


def days_to_read(shown: int) -> int:
    """How many days, today included, must be read to show so many with their bands."""
    return shown + BEFORE


def first_day(rows: Sequence[Row], shown: int) -> date:
    """The first of the days that are shown, for those who read what else there is of them."""
    today: date = rows[0]["today"]
    return today - timedelta(days=shown - 1)


def picture_of(
    rows: Sequence[Row], shown: int, load: Sequence[LoadDay] = (), cases: Sequence[OpenCase] = ()
) -> AthletePicture:
    """Make the picture.

    Args:
        rows: of `storage.athlete_picture`, for an athlete who may be seen.
        shown: how many days, today included.
        load: training load of the same days, in any order; what is older is left out.
        cases: what is being followed up.
    """
    first = rows[0]
    today: date = first["today"]
    check_ins = [row for row in rows if row["id"] is not None]
    dates = [today - timedelta(days=back) for back in range(shown - 1, -1, -1)]
    within = sorted((day for day in load if dates[0] <= day.date <= today), key=lambda day: day.date)
    return AthletePicture(
        client_id=first["athlete_id"],
        name=first["athlete_name"],
        time_zone=first["time_zone"],
        today=today,
        verdict=verdict_of(check_ins[-1] if check_ins else None, today),
        days=_days(check_ins, dates),
        load=tuple(within),
        cases=tuple(cases),
    )


def _days(check_ins: Sequence[Row], dates: Sequence[date]) -> tuple[Day, ...]:
    by_date = {row["date"]: row for row in check_ins}
    rows = [by_date.get(day) for day in dates]
    found = judged(check_ins, dates)
    measured = zip(
        dates,
        rows,
        hrv_days(found.hrv, [None if row is None else row["hrv_rmssd"] for row in rows]),
        rate_days(found.rate, [None if row is None else row["resting_hr"] for row in rows]),
        sleep_days(found.sleep, [None if row is None else row["sleep_hours"] for row in rows]),
        strict=True,
    )
    return tuple(
        _reported(Day(day, hrv=hrv, rate=rate, sleep=sleep), row) for day, row, hrv, rate, sleep in measured
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
        answers=sum(row.get(item.column) is not None for item in ITEMS),
        readiness=derived(row, "readiness_score"),
        readiness_level=derived(row, "readiness_level"),
        readiness_confidence=derived(row, "readiness_confidence"),
    )
