"""What the scripts answer: codes, shared with the headers in `lua/`, and typed results."""

from enum import Enum
from typing import NamedTuple


class SubmitOutcome(Enum):
    """What became of a submit."""

    #: It was absent, and waits for its window to end.
    OPENED = 1
    #: It waits already; this input is taken into the run.
    COALESCED = 2
    #: A claim holds it; it runs once more after that.
    OVERTAKEN = 3
    #: It was dead, and waits with fresh attempts.
    REVIVED = 4
    #: `if_absent` only: it waits or is held, and was left alone.
    KNOWN = 5
    #: `if_absent` only: it is dead, and was left alone.
    DEAD = 6
    #: Together with what is there the payload would be too large: nothing changed, and the doors raise
    #: `PayloadTooLargeError`.
    REFUSED = 7


class SettleOutcome(Enum):
    """What became of a verdict."""

    #: The verdict stands.
    SETTLED = 1
    #: The entry was submitted during the run: it waits again at once, whatever the verdict.
    RERUN = 2
    #: The token does not hold the entry (any more): nothing changed.
    SUPERSEDED = 3


class ExtendOutcome(Enum):
    """What became of a lease that was to be pushed out."""

    #: It ends later now.
    HELD = 1
    #: The token does not hold the entry (any more): stop working on it.
    LOST = 2


class EntryState(Enum):
    """Where an entry is in its life."""

    ABSENT = 0
    WAITING = 1
    HELD = 2
    DEAD = 3


class ClaimedEntry(NamedTuple):
    """One entry that a claim holds. Times are milliseconds since the epoch, on Redis's clock."""

    key: str
    payload: bytes
    #: Submits so far; settle compares it, so that a later one is not lost.
    generation: int
    #: Number of this run: 1, and one more for each failed run that is held against the entry.
    attempt: int
    #: Leases in a row that ended without a settle. Above 0: handle with suspicion.
    crashes: int
    first_submit_ms: int
    due_ms: int
    claimed_ms: int
    #: Highest revision that a submit came with, 0 for none.
    revision: int


class Buried(NamedTuple):
    """An entry that a sweep declared dead."""

    key: str
    reason: str


class Swept(NamedTuple):
    """What a sweep did."""

    #: Entries that wait again.
    returned: int
    #: Entries that are dead now; their caller writes this down where it is not forgotten.
    buried: tuple[Buried, ...]

    @property
    def ended(self) -> int:
        """Entries whose lease had ended. Equal to the limit: there may be more."""
        return self.returned + len(self.buried)


class Pokes(NamedTuple):
    """What a dispatcher should do next."""

    #: Publish one message for each; hand the id to `claim`.
    ids: tuple[str, ...]
    #: Until the next entry is due: 0 if one is, None if none waits.
    next_due_ms: int | None


class PeekedEntry(NamedTuple):
    """One entry as it is now. Times are milliseconds since the epoch; None where they do not apply."""

    key: str
    state: EntryState
    payload: bytes = b""
    generation: int = 0
    #: What `generation` was at the latest claim.
    claimed_generation: int = 0
    #: Failed runs that are held against it.
    attempts: int = 0
    crashes: int = 0
    first_submit_ms: int | None = None
    due_ms: int | None = None
    #: When it was claimed last.
    claimed_ms: int | None = None
    lease_end_ms: int | None = None
    died_ms: int | None = None
    #: Of the claim that holds it.
    token: str | None = None
    #: Why the last run failed, or why it died.
    reason: str | None = None
    #: Highest revision that a submit came with, 0 for none.
    revision: int = 0
    #: What came in since it was claimed, for the next run.
    next_payload: bytes | None = None

    @property
    def is_overtaken(self) -> bool:
        """Whether it was submitted since it was claimed."""
        return self.state is EntryState.HELD and self.generation != self.claimed_generation
