"""Counts of one drain, as Flower and the logs show them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from coalescing.outcomes import SettleOutcome


@dataclass(slots=True)
class Tally:
    """What became of the entries that a drain claimed."""

    claimed: int = 0
    #: Results are stored and their debt is paid.
    finished: int = 0
    #: Of the finished: inputs were as before, so nothing was computed.
    unchanged: int = 0
    #: Nothing was owed any more.
    skipped: int = 0
    #: A newer input came in during the run: another run follows.
    overtaken: int = 0
    #: Failed, and tried again later.
    retried: int = 0
    #: Failed for good.
    dead: int = 0
    #: Lost to another worker while this one was at it.
    superseded: int = 0
    batches: int = 0

    def add_outcomes(self, outcomes: Mapping[str, SettleOutcome]) -> None:
        """Count what settling answered."""
        self.overtaken += _count(outcomes.values(), SettleOutcome.RERUN)
        self.superseded += _count(outcomes.values(), SettleOutcome.SUPERSEDED)

    def result(self, lane: str, seconds: float) -> dict[str, int | str]:
        """The lane, which is seen first in Flower's list, all counts, and how long it took."""
        return {"lane": lane, **asdict(self), "ms": round(seconds * 1000)}


def in_short(result: Mapping[str, int | str]) -> dict[str, int | str]:
    """A result without the counts of what did not happen, so that the rest is seen at a glance."""
    return {name: value for name, value in result.items() if value != 0 or name in {"claimed", "finished"}}


def _count(outcomes: Iterable[SettleOutcome], wanted: SettleOutcome) -> int:
    return sum(outcome is wanted for outcome in outcomes)
