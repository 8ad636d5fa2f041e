"""Sorts the rows of a chunk into those that are stored, and those that are rejected."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from ops.importing.checking import Checked
from ops.importing.days import day_of
from ops.importing.faults import CellError, Fault
from ops.importing.hints import Hints
from ops.importing.plan import Plan
from ops.importing.rejects import Rejects
from ops.importing.repeats import SeenDays
from ops.importing.roster import Roster
from ops.importing.tally import Tally
from storage.import_athletes import Athlete

#: Athlete and day -> values of the plan's columns.
Days = dict[tuple[UUID, date], list[Any]]


class Sieve:
    """Takes the chunks of one file, in order."""

    def __init__(self, plan: Plan, roster: Roster, rejects: Rejects, tally: Tally) -> None:
        self._plan, self._roster, self._rejects, self._tally = plan, roster, rejects, tally
        self._seen = SeenDays()
        self.hints = Hints(plan)

    def sift(self, chunk: Sequence[Checked], *, behind: int = 0) -> Days:
        """The days of a chunk that are to be stored.

        Where a day comes twice, what the later row says counts; what it leaves blank stays with the earlier.

        Args:
            chunk: rows of the file.
            behind: rows up to this number are stored already: they are counted, and left out.
        """
        self._roster.look_up({row.who for row in chunk if row.who is not None})
        self.hints.note(chunk)
        days: Days = {}
        for row in chunk:
            self._tally.rows += 1
            found = self._who_and_when(row)
            if found is None:
                continue
            athlete, day = found
            if self._seen.add(athlete.id, day):
                self._tally.note_repeat(row.line)
            if row.number > behind:
                _add(days, (athlete.id, day), row.values)
        return days

    def _who_and_when(self, row: Checked) -> tuple[Athlete, date] | None:
        """The athlete and their day; None if the row is rejected or blank."""
        athlete = self._athlete(row)
        zone = self._roster.new_time_zone if athlete is None else athlete.time_zone
        day = self._day(row, zone)
        if row.faults:
            self._tally.rejected += 1
            self._rejects.add(row.faults, row.cells)
            return None
        if row.is_blank or row.who is None or day is None:
            self._tally.blank += 1
            return None
        return athlete or self._roster.make(row.who), day

    def _athlete(self, row: Checked) -> Athlete | None:
        if row.who is None:
            return None
        try:
            return self._roster.find(row.who)
        except CellError as error:
            row.faults.append(Fault(row.line, self._plan.who_name, row.who, str(error)))
            return None

    def _day(self, row: Checked, zone: str) -> date | None:
        if row.date is None:
            return None
        try:
            return day_of(row.date, zone)
        except CellError as error:
            written = row.date.day or row.date.instant
            row.faults.append(Fault(row.line, "date", str(written), str(error)))
            return None


def _add(days: Days, key: tuple[UUID, date], values: list[Any]) -> None:
    earlier = days.get(key)
    if earlier is not None:
        values = [old if new is None else new for old, new in zip(earlier, values, strict=True)]
    days[key] = values
