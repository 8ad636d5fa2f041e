"""Codes and days as people read them."""

import re
from datetime import UTC, date, datetime
from types import MappingProxyType

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


#: How an engine judges, by the name before the number of its version.
_ENGINES = MappingProxyType(
    {"percent": "by the product's tables", "individual": "by the athlete's own spread"}
)


def engine_in_words(engine: str) -> str:
    """How the engine of this id (`percent-2`) or name (`percent`) judges; the id where it is not ours."""
    return _ENGINES.get(engine.partition("-")[0], f"by {engine}")


def in_words(code: object) -> str:
    """A code such as VERY_POOR or sleepQuality in small letters, with spaces."""
    return _CAMEL.sub(" ", str(code)).replace("_", " ").lower()


def day_in_words(day: date) -> str:
    """A day as in `Sat 14 Mar 2026`, in English whatever the locale."""
    return f"{_WEEKDAYS[day.weekday()]} {short_day(day)} {day.year}"


def short_day(day: date) -> str:
    """A day as in `14 Mar`."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def month_in_words(month: date) -> str:
    """A month as in `Mar 2026`."""
    return f"{short_month(month)} {month.year}"


def short_month(month: date) -> str:
    """A month as in `Mar`."""
    return _MONTHS[month.month - 1]


def clock_in_words(moment: datetime) -> str:
    """A moment as in `14 Mar, 07:05 UTC`."""
    utc = moment.astimezone(UTC)
    return f"{short_day(utc.date())}, {utc:%H:%M} UTC"


def age_in_words(days: int) -> str:
    """How long ago a day was."""
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
