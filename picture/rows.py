"""A check-in's row as a picture reads it: a mapping by column, in which a column may be missing."""

from collections.abc import Mapping
from typing import Any, TypeAlias

Row: TypeAlias = Mapping[str, Any]


def is_assessed(row: Row) -> bool:
    """Whether the derived columns were computed from the row's current inputs."""
    return bool(row["assessed_revision"] == row["revision"])


def derived(row: Row, column: str) -> Any:
    """A derived column's value; None while it belongs to older inputs, or where there is no such column."""
    return row.get(column) if is_assessed(row) else None
