"""Verdicts: what a run says of an entry that it had claimed."""

from dataclasses import dataclass
from typing import Final

from coalescing.errors import CoalescingError

#: Longer reasons are cut: they are for people, and stay in Redis for as long as the entry.
MAX_REASON_CHARS = 500


@dataclass(frozen=True, slots=True)
class Done:
    """The work is finished: forget the entry."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """There was nothing to do (any more): forget the entry. Counted apart from what was done."""


@dataclass(frozen=True, slots=True)
class Retry:
    """The run failed: try again after `delay_ms`."""

    delay_ms: int
    reason: str
    #: False if the entry is not to blame (a server was down): the attempt is not held against it.
    counts: bool = True

    def __post_init__(self) -> None:
        if self.delay_ms < 0:
            raise CoalescingError(f"a retry cannot be {-self.delay_ms} ms ago")


@dataclass(frozen=True, slots=True)
class Dead:
    """Give up: keep the entry for people to see, until a submit revives it."""

    reason: str


Verdict = Done | Skipped | Retry | Dead

DONE: Final = Done()
SKIPPED: Final = Skipped()


def verdict_arguments(verdict: Verdict) -> tuple[int, int, str]:
    """The verdict as `settle.lua` takes it: code, delay in ms, reason."""
    match verdict:
        case Done():
            return 1, 0, ""
        case Skipped():
            return 5, 0, ""
        case Retry(delay_ms, reason, counts):
            return 2 if counts else 3, delay_ms, reason[:MAX_REASON_CHARS]
        case Dead(reason):
            return 4, 0, reason[:MAX_REASON_CHARS]
