"""When an activity began, as it may be written."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from api_hooks.errors import FieldFault

FORM_RULE = "an ISO 8601 timestamp, such as 2026-03-14T17:30:00+01:00"

#: A watch may be ahead of us by this much.
CLOCKS_DIFFER = timedelta(minutes=10)

#: Nobody's clock is further ahead of UTC.
_FURTHEST_EAST = timedelta(hours=14)

_FORM = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?"
    r"(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2})?"
)


@dataclass(frozen=True, slots=True)
class Start:
    """Either an instant, or a time on the athlete's own clock, without time zone."""

    instant: datetime | None
    local: datetime | None

    @property
    def earliest(self) -> datetime:
        """The instant; of a local time the earliest that it may be."""
        if self.instant is not None:
            return self.instant
        assert self.local is not None  # noqa: S101  one of the two is always there
        return self.local.replace(tzinfo=UTC) - _FURTHEST_EAST


def read_start(text: str) -> Start | None:
    """The beginning that a text means; None if it means none."""
    form = _FORM.fullmatch(text)
    if form is None:
        return None
    try:
        read = datetime.fromisoformat(text)
        start = Start(None, read) if form["offset"] is None else Start(read.astimezone(UTC), None)
        _ = start.earliest
    except (ValueError, OverflowError):
        return None
    return start


def start_fault(start: Start | None, text: str, *, now: datetime, max_age_days: int) -> FieldFault | None:
    """What is wrong with a beginning: none at all, still to come, or too long ago."""
    if start is None:
        return FieldFault("startedAt", text, FORM_RULE)
    if start.earliest > now + CLOCKS_DIFFER:
        return FieldFault("startedAt", text, f"no later than now, {now:%Y-%m-%dT%H:%M}Z")
    earliest = now.astimezone(UTC).date() - timedelta(days=max_age_days)
    if start.earliest.date() < earliest:
        return FieldFault("startedAt", text, f"no earlier than {earliest}, {max_age_days} days ago")
    return None
