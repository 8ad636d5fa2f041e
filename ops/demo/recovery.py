"""How the accidents were made good: who came late, and when nothing was owed any more."""

from dataclasses import dataclass

from coalescing.stats import LaneStats
from ops.demo.accidents import Accidents
from ops.demo.figures import Percentiles, lateness
from ops.demo.play import Played

#: A result that comes later than this after the last possible end of its window counts as late, in seconds.
_LATE_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What the accidents cost."""

    accidents: Accidents
    #: Check-ins that came back from the dead worker when its lease ended.
    returned: int
    #: Results that came late, and how late, from the last possible end of their window.
    late: int
    late_ms: Percentiles | None
    latest_seconds: float
    #: From the second accident until nothing was owed any more.
    seconds: float
    #: Most check-ins that were owed at a time.
    peak: int


def recovery_of(played: Played, accidents: Accidents, after: LaneStats) -> Recovery:
    """Work it out from the answers and the ledger's times.

    Args:
        played: the burst.
        accidents: what happened in it.
        after: the lane's counters at the end. They began anew with the flush.
    """
    times = lateness(played.log, {key: end.done_at for key, end in played.finished.items()})
    late = [seconds for seconds in times if seconds > _LATE_SECONDS]
    last_accident = max(accidents.killed_at or 0.0, accidents.flushed_at or 0.0)
    return Recovery(
        accidents=accidents,
        returned=after.counters.swept,
        late=len(late),
        late_ms=Percentiles.of(late),
        latest_seconds=max(late, default=0.0),
        seconds=played.empty_at - last_accident,
        peak=max((sample.owed for sample in played.samples), default=0),
    )
