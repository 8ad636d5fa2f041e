"""Resting heart rate of each day with the athlete's band of that day. Never stored."""

from domain.individual.resting_rate import PROVISIONAL_DAYS, assess_resting_rate
from picture.calendar import Calendar
from picture.day import Band, RateDay
from picture.rows import Row


def rate_days(calendar: Calendar) -> list[RateDay]:
    """Judge each day that is shown by the days before it, and by no later one."""
    today = calendar.today(_bpm)
    found = assess_resting_rate(today, calendar.history(_bpm))
    columns = zip(
        calendar.days,
        found.median.tolist(),
        found.sigma.tolist(),
        found.level,
        found.persisting.tolist(),
        found.days.tolist(),
        strict=True,
    )
    return [
        RateDay(
            bpm=_bpm(calendar.by_date[day]) if day in calendar.by_date else None,
            band=Band(median - sigma, median, median + sigma) if days >= PROVISIONAL_DAYS else None,
            level=level,
            is_persisting=persisting,
            baseline_days=days,
        )
        for day, median, sigma, level, persisting, days in columns
    ]


def _bpm(row: Row) -> float | None:
    value: float | None = row["resting_hr"]
    return value
