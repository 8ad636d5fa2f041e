"""Units of a column, brought to the unit of its field."""

import math
import re
from collections.abc import Callable
from types import MappingProxyType

from domain.check_in import Field, Kind
from ops.importing.faults import CellError

_HOURS_AND_MINUTES = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?", re.ASCII)

#: Number -> number in the field's unit.
Convert = Callable[[float], float]


def _times(factor: float) -> Convert:
    return lambda value: value * factor


def _over(divisor: float) -> Convert:
    return lambda value: value / divisor


def _exponential(value: float) -> float:
    try:
        return math.exp(value)
    except OverflowError:
        return math.inf


def _same(value: float) -> float:
    return value


#: Unit of a field -> unit of a column -> how to get there.
UNITS = MappingProxyType(
    {
        "h": MappingProxyType({"hours": _same, "minutes": _over(60), "seconds": _over(3_600)}),
        "ms": MappingProxyType({"milliseconds": _same, "seconds": _times(1_000), "ln-ms": _exponential}),
        "s": MappingProxyType({"seconds": _same, "minutes": _times(60), "milliseconds": _over(1_000)}),
        "%": MappingProxyType({"percent": _same, "fraction": _times(100)}),
        "bpm": MappingProxyType({"bpm": _same, "hz": _times(60)}),
    }
)

#: The unit of texts such as 7:25, for fields in hours.
CLOCK = "h:mm"


def units_of(field: Field) -> tuple[str, ...]:
    """Units that a column of this field may be in."""
    if field.kind is not Kind.FLOAT or field.unit is None or field.unit not in UNITS:
        return ()
    return (*UNITS[field.unit], *((CLOCK,) if field.unit == "h" else ()))


def hours_of_clock(text: str) -> float:
    """The hours of `7:25` or `07:25:00`.

    Raises:
        CellError: it is neither.
    """
    form = _HOURS_AND_MINUTES.fullmatch(text)
    if form is None:
        raise CellError("hours and minutes such as 7:25")
    return int(form[1]) + int(form[2]) / 60 + int(form[3] or 0) / 3_600
