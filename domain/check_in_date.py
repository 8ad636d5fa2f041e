"""The day of a check-in, as it may be written."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?"
_OFFSET = r"Z|[+-][0-9]{2}:?[0-9]{2}"
_FORM = re.compile(rf"(?P<day>{_DAY})(?:[T ](?P<time>{_TIME})(?P<offset>{_OFFSET})?)?")

FORM_RULE = "a date (YYYY-MM-DD) or an ISO 8601 timestamp"


@dataclass(frozen=True, slots=True)
class CheckInDate:
    """Either the athlete's local day, or an instant that falls on it in the athlete's time zone."""

    day: date | None
    instant: datetime | None

    @property
    def approximate_day(self) -> date:
        """The day itself, or the day in UTC of the instant."""
        if self.day is not None:
            return self.day
        assert self.instant is not None  # noqa: S101  one of the two is always there
        return self.instant.date()


def read_date(text: str) -> CheckInDate | None:
    """The date that a text means; None if it means none.

    A plain date is the athlete's day. A timestamp with an offset is an instant, whose day depends on where
    the athlete is. A timestamp without one is the athlete's own clock already: its date counts.
    """
    form = _FORM.fullmatch(text)
    if form is None:
        return None
    try:
        if form["time"] is None or form["offset"] is None:
            datetime.fromisoformat(text)  # a day and a time that exist
            return CheckInDate(date.fromisoformat(form["day"]), None)
        return CheckInDate(None, datetime.fromisoformat(text).astimezone(UTC))
    except (ValueError, OverflowError):
        return None
