"""Days that a file has twice: found without keeping every row in memory."""

from datetime import date
from uuid import UUID


class SeenDays:
    """Which days of which athletes have come: a bit for each day of a year."""

    def __init__(self) -> None:
        self._years: dict[tuple[UUID, int], int] = {}

    def add(self, athlete: UUID, day: date) -> bool:
        """Note a day; answers whether it had come before."""
        year, bit = (athlete, day.year), 1 << day.timetuple().tm_yday
        seen = self._years.get(year, 0)
        if seen & bit:
            return True
        self._years[year] = seen | bit
        return False
