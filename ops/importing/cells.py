"""A cell's text, made into the value of its field: by the rules that hold for every check-in."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from domain.check_in import Field, Kind
from domain.check_in_rules import choices_of, rule_of
from domain.scales import Scale
from ops.importing.faults import CellError
from ops.importing.numbers import number_of
from ops.importing.units import CLOCK, UNITS, hours_of_clock

#: A text that is not blank -> the value to store, or None where the text says that there is none.
#: Raises CellError.
ReadCell = Callable[[str], Any]

#: A column has few values and many rows.
_REMEMBERED = 2_000

_YES_AND_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def cell_reader(
    field: Field, *, unit: str | None = None, scale: Scale | None = None, decimal_comma: bool = False
) -> ReadCell:
    """How to read the cells of a column.

    Args:
        field: where the values go.
        unit: of the column, one of `units_of(field)`; None for the field's own.
        scale: of the column; None for the field's own.
        decimal_comma: whether numbers have a comma for a point.
    """
    read = _reader(field, unit, scale, decimal_comma=decimal_comma)
    return read if field.kind is Kind.TEXT else lru_cache(_REMEMBERED)(read)


def _reader(field: Field, unit: str | None, scale: Scale | None, *, decimal_comma: bool) -> ReadCell:
    rule = rule_of(field)
    match field.kind:
        case Kind.INT if scale is not None:
            return _on_scale(scale, decimal_comma=decimal_comma)
        case Kind.INT:
            return _whole(field, rule, decimal_comma=decimal_comma)
        case Kind.FLOAT:
            return _measured(field, rule, unit, decimal_comma=decimal_comma)
        case Kind.BOOL:
            return _yes_or_no
        case Kind.ENUM:
            return _one_of(field, rule)
        case Kind.TEXT:
            return _text(field, rule)
        case Kind.JSON:
            raise ValueError(f"{field.name} cannot be written in a cell")


def _on_scale(scale: Scale, *, decimal_comma: bool) -> ReadCell:
    rule = f"a number from {scale.lowest:g} to {scale.highest:g}, as the scale of its column has it"

    def read(text: str) -> int | None:
        value = number_of(text, rule, decimal_comma=decimal_comma)
        if scale.is_missing(value):
            return None
        if not scale.holds(value):
            raise CellError(rule)
        return scale.answer(value)

    return read


def _whole(field: Field, rule: str, *, decimal_comma: bool) -> ReadCell:
    is_within = _bounds(field)

    def read(text: str) -> int:
        value = number_of(text, rule, decimal_comma=decimal_comma)
        if not value.is_integer() or not is_within(value):
            raise CellError(rule)
        return int(value)

    return read


def _measured(field: Field, rule: str, unit: str | None, *, decimal_comma: bool) -> ReadCell:
    is_within = _bounds(field)
    if unit is not None:
        rule = f"{rule}, given in {unit}"
    convert = UNITS[field.unit][unit] if unit not in {None, CLOCK} and field.unit is not None else None

    def read(text: str) -> float:
        is_clock = unit == CLOCK
        value = hours_of_clock(text) if is_clock else number_of(text, rule, decimal_comma=decimal_comma)
        if convert is not None:
            value = convert(value)
        if not is_within(value):
            raise CellError(rule)
        return value

    return read


def _bounds(field: Field) -> Callable[[float], bool]:
    minimum = float("-inf") if field.minimum is None else field.minimum
    maximum = float("inf") if field.maximum is None else field.maximum
    return lambda value: minimum <= value <= maximum


def _yes_or_no(text: str) -> bool:
    try:
        return _YES_AND_NO[text.lower()]
    except KeyError:
        raise CellError("true or false, yes or no, 1 or 0") from None


def _one_of(field: Field, rule: str) -> ReadCell:
    choices = frozenset(choices_of(field))

    def read(text: str) -> str:
        value = text.upper().replace(" ", "_")
        if value not in choices:
            raise CellError(rule)
        return value

    return read


def _text(field: Field, rule: str) -> ReadCell:
    longest = field.max_length or 0

    def read(text: str) -> str:
        if len(text) > longest:
            raise CellError(rule)
        if "\0" in text:
            raise CellError("text without NUL characters")
        return text

    return read
