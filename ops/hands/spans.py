"""Spans of time as people write them: `90s`, `2h`, `1d12h`."""

import re

_UNITS = {"d": 86_400.0, "h": 3_600.0, "min": 60.0, "m": 60.0, "s": 1.0}
_PART = r"(\d+(?:\.\d+)?)\s*(d|h|min|m|s)"
_SECOND_MS = 1_000
_WHOLE = re.compile(rf"\s*(?:{_PART}\s*)+")


def seconds_of(text: str) -> float:
    """The seconds of a span such as `45s`, `10m`, `2h`, `1.5d` or `1h30m`.

    Raises:
        ValueError: It is not a span; the message says what is.
    """
    if not _WHOLE.fullmatch(text):
        raise ValueError(
            f"{text!r} is not a span of time; write a number with its unit, such as 45s, 10m, 2h or 1d12h"
        )
    return sum(float(number) * _UNITS[unit] for number, unit in re.findall(_PART, text))


def in_short(seconds: float) -> str:
    """A span in at most six characters: `250 ms`, `4.2 s`, `12 min`, `3.5 h`, `12 d`; 0 if it is not over."""
    if seconds <= 0:
        return "0 s"
    if (milliseconds := max(1, round(seconds * 1000))) < _SECOND_MS:
        return f"{milliseconds} ms"
    for unit, size, limit in (("s", 1.0, 120.0), ("min", 60.0, 7_200.0), ("h", 3_600.0, 172_800.0)):
        if seconds < limit:
            return f"{_figure(seconds / size)} {unit}"
    return f"{_figure(seconds / 86_400)} d"


def _figure(number: float) -> str:
    tenths = f"{number:.1f}".removesuffix(".0")
    return tenths if len(tenths) <= len("9.9") else f"{number:.0f}"
