"""Tables as CSV files, for spreadsheets: a name is text there, whatever it begins with."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from starlette.responses import Response

#: A spreadsheet takes a cell that begins so for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_answer(name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A file to be saved.

    Args:
        name: of the file.
        headers: of the columns.
        rows: None is an empty cell.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return Response(
        text.getvalue(),
        headers={
            "cache-control": "no-store",
            "content-disposition": f'attachment; filename="{name}"',
            "cross-origin-resource-policy": "same-origin",
            "x-content-type-options": "nosniff",
        },
        media_type="text/csv; charset=utf-8",
    )


def _cell(value: Any) -> Any:
    """Text that could be a formula gets an apostrophe before it, which says that it is text."""
    is_formula = isinstance(value, str) and (
        value.startswith(_FORMULA) or value.lstrip().startswith(_FORMULA)
    )
    return f"'{value}" if is_formula else value
