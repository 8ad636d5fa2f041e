"""Training load by day, from the rows that are stored of it."""

from collections.abc import Sequence

from domain.load_day import Withheld
from domain.load_wording import load_reading
from domain.training_load import LoadZone, Spike
from picture.day import LoadDay
from picture.rows import Row


def load_days(rows: Sequence[Row]) -> tuple[LoadDay, ...]:
    """The rows of `storage.athlete_picture.PICTURE_LOADS` as days."""
    return tuple(
        LoadDay(
            date=row["date"],
            load=row["daily_load"],
            acute=row["acute"],
            chronic=row["chronic"],
            ratio=row["acwr"],
            reading=_reading(row["zone"], row["withheld"]),
            spike_ratio=row["spike_ratio"] if row["spike"] not in {None, Spike.NONE} else None,
        )
        for row in rows
    )


def _reading(zone: str | None, withheld: str | None) -> str | None:
    try:
        return load_reading(LoadZone(zone) if zone else None, Withheld(withheld) if withheld else None)
    except ValueError:  # of an engine that this process does not know
        return None
