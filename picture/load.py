"""Training load by day, from rows that a storage function answers."""

from collections.abc import Sequence

from picture.day import LoadDay
from picture.rows import Row


def load_days(rows: Sequence[Row]) -> tuple[LoadDay, ...]:
    """Rows with `date`, and as far as they are known `load`, `acute`, `chronic`, `acwr` and `zone`."""
    return tuple(
        LoadDay(
            date=row["date"],
            load=row.get("load"),
            acute=row.get("acute"),
            chronic=row.get("chronic"),
            ratio=row.get("acwr"),
            zone=row.get("zone"),
        )
        for row in rows
    )
