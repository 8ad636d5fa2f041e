"""What came of an import."""

from dataclasses import asdict, dataclass
from typing import Any

from ops.importing.faults import BrokenFileError
from ops.importing.plan import Plan
from ops.importing.rejects import Rejects
from ops.importing.roster import Roster
from ops.importing.tally import Tally
from storage.imports import ImportState

#: Exit code where some rows were rejected.
SOME_REJECTED = 3

#: What becomes of days, which is not known where nothing is stored.
_DAYS = ("new_days", "changed_days", "unchanged_days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of an import."""

    file_name: str
    plan: Plan
    tally: Tally
    rejects: Rejects
    seconds: float
    #: Who was made, or would be.
    roster: Roster | None = None
    is_dry: bool = False
    #: Nothing was stored, since some rows do not fit.
    is_refused: bool = False
    #: The same import, finished before; nothing was done then.
    earlier: ImportState | None = None
    #: Rows that an interrupted import had stored.
    continued_behind: int = 0
    #: Whether Redis was told of all that is owed.
    all_submitted: bool = True
    #: Why the file could not be read to its end.
    broken: BrokenFileError | None = None
    #: Columns that look as if they were meant otherwise.
    hints: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 if all rows fit, `SOME_REJECTED` if not, 1 if the file could not be read to its end."""
        if self.broken is not None:
            return 1
        rejected = self.earlier.rejected if self.earlier else self.tally.rejected
        return SOME_REJECTED if rejected else 0

    @property
    def made_athletes(self) -> list[str]:
        """What those are called whom this run has made, or would make."""
        return self.roster.made if self.roster else []

    def as_json(self) -> dict[str, Any]:
        """All of it, for machines."""
        counts = asdict(self.tally if self.earlier is None else _of(self.earlier))
        if self.is_dry or self.is_refused:
            counts |= dict.fromkeys(_DAYS)
        return {
            "file": self.file_name,
            "dry_run": self.is_dry,
            "refused": self.is_refused,
            "imported_before": None if self.earlier is None else self.earlier.finished_at,
            "continued_behind": self.continued_behind,
            "fields": {cell.field.name: cell.place for cell in self.plan.cells},
            "left_out": list(self.plan.left_out),
            **counts,
            "rejected_by_rule": [
                {"field": field, "rule": rule, "cells": cells}
                for (field, rule), cells in self.rejects.rules.most_common()
            ],
            "made_athletes": self.made_athletes,
            "made_in_time_zone": self.roster.new_time_zone if self.roster and self.made_athletes else None,
            "hints": list(self.hints),
            "broken": None if self.broken is None else {"line": self.broken.line, "reason": str(self.broken)},
            "all_submitted": self.all_submitted,
            "seconds": round(self.seconds, 3),
        }


def _of(state: ImportState) -> Tally:
    return Tally(
        rows=state.records,
        rejected=state.rejected,
        new_days=state.new_days,
        changed_days=state.changed_days,
        unchanged_days=state.unchanged_days,
        new_athletes=state.new_athletes,
    )
