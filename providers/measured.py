"""What providers have measured, by the ranges of our own fields: what is out of them is not known."""

from collections.abc import Mapping
from typing import Any

from domain.activity import MEASURED
from domain.check_in import Field


def number_within(value: object, field: Field) -> float | None:
    """The number, if it is one that the field may have."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    lowest, highest = field.minimum, field.maximum
    if (lowest is not None and value < lowest) or (highest is not None and value > highest):
        return None
    return float(value)


def measured_of(given: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, float | None]:
    """Columns of what was measured. What the provider does not speak of is left out, and so stays as it is.

    Args:
        given: what the provider says.
        names: what it calls them, by our column.
    """
    return {
        field.column: number_within(given[names[field.column]], field)
        for field in MEASURED
        if names.get(field.column) in given
    }
