"""What is said of debts: a row of the ledger, what a run finds, what a run reports, and the gauges."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Self


@dataclass(frozen=True, slots=True)
class Debt:
    """One row of the ledger."""

    lane: str
    key: str
    revision: int
    done_revision: int
    owed_at: datetime
    done_at: datetime | None
    last_error: str | None
    dead_at: datetime | None
    #: The run that did `done_revision`: its name, the number of its attempt, and the milliseconds by which it
    #: ended after the work was due.
    done_run: str | None = None
    done_attempt: int | None = None
    done_lag_ms: int | None = None
    #: When an operator said that nobody need look at this death any more.
    forgotten_at: datetime | None = None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Build it from a row of `owed_work`."""
        return cls(**{name: row[name] for name in cls.__slots__})

    @property
    def is_owed(self) -> bool:
        """Whether a run is still to come."""
        return self.done_revision < self.revision and self.dead_at is None

    def put_off_seconds(self, now: datetime) -> float:
        """For how long reconcile still leaves it to another lane (`storage.put_off`); 0 if it does not."""
        return max(0.0, (self.owed_at - now).total_seconds()) if self.is_owed else 0.0


class Owed(NamedTuple):
    """What a run finds of one key: the revision that it is to cover, and the inputs that none has covered."""

    revision: int
    #: Those that count by the lane's policy, oldest first. Empty where work was owed without a payload.
    inputs: tuple[bytes, ...] = ()
    #: The first input that is left for another run, because there are too many for one; None if none is.
    next_revision: int | None = None

    @property
    def covered(self) -> int:
        """The revision up to which a run on these inputs covers what is owed."""
        return self.revision if self.next_revision is None else self.next_revision - 1


class Finished(NamedTuple):
    """What a run says of one key that it has done."""

    revision: int
    #: Name of the run.
    run: str | None = None
    #: Number of the attempt, 1 for the first.
    attempt: int | None = None
    #: Milliseconds from when the work was due until it was done.
    lag_ms: int | None = None


@dataclass(frozen=True, slots=True)
class LedgerGauges:
    """What the ledger holds of one lane now, in keys."""

    owed: int
    #: Age of the oldest debt, in seconds; None where nothing is owed.
    oldest_owed_seconds: float | None
    #: Without those that were forgotten.
    dead: int
