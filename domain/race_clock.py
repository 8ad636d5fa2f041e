"""Times of races as people write them: 19:57, 1:31:35."""

import re

from domain.rounding import half_up

_FORM = re.compile(
    r"(?:(?P<hours>[0-9]{1,3}):)?(?P<minutes>[0-9]{1,3}):(?P<seconds>[0-5][0-9](?:\.[0-9]{1,3})?)"
)

_MINUTES_IN_HOUR = 60


def clock(minutes: float) -> str:
    """Minutes as hours, minutes and seconds; without hours where there are none."""
    whole = int(half_up(minutes * 60))
    hours, rest = divmod(whole, 3_600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def minutes_of(text: str) -> float | None:
    """The minutes that a text means; None if it means none."""
    form = _FORM.fullmatch(text)
    if form is None or (form["hours"] and int(form["minutes"]) >= _MINUTES_IN_HOUR):
        return None
    return int(form["hours"] or 0) * 60 + int(form["minutes"]) + float(form["seconds"]) / 60
