"""Check constraints of columns whose values come from an enum."""

from enum import StrEnum


def one_of(column: str, values: type[StrEnum]) -> str:
    """The condition that a column holds one of an enum's values (or nothing)."""
    listed = ", ".join(f"'{value.value}'" for value in values)
    return f"{column} IN ({listed})"
