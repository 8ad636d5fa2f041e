"""Everything that a demo found out, for people's verdict and for machines."""

from dataclasses import asdict, dataclass, field
from typing import Any

from ops.demo.audit import Finding
from ops.demo.figures import Caused, Sent
from ops.demo.mistake import Mistake
from ops.demo.options import Options
from ops.demo.recovery import Recovery
from ops.hands.conserve import books_as_json
from storage.conservation import LaneBalance


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryOutcome:
    """How the history went."""

    check_ins: int
    #: From the first submit to the last result.
    seconds: float
    #: Still owed when waiting was given up.
    left: int

    @property
    def per_second(self) -> float:
        """Assessments a second, submitting included."""
        return (self.check_ins - self.left) / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstOutcome:
    """How a burst went."""

    sent: Sent
    #: What the lane counted; None where a flush has made it forget.
    caused: Caused | None
    #: Still owed when waiting was given up.
    left: int
    #: Check-ins that ended as they had been assessed before, so that nothing was computed.
    reused: int


@dataclass(slots=True)
class Outcome:
    """All of it; parts are None until they are reached, or where they were not wanted."""

    options: Options
    history: HistoryOutcome | None = None
    burst: BurstOutcome | None = None
    second_burst: BurstOutcome | None = None
    recovery: Recovery | None = None
    #: Check-ins that were audited; today's count once a burst.
    audited: int = 0
    findings: list[Finding] = field(default_factory=list)
    balances: list[LaneBalance] = field(default_factory=list)
    #: One athlete's mistake, and its correction.
    mistake: Mistake | None = None
    #: Today's check-in of the athlete that is shown, as the api gives it.
    athlete: dict[str, Any] | None = None
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        """Whether every check-in is stored, assessed from its last input, and accounted for."""
        is_closed = all(lane.accepted == lane.done and not lane.lost for lane in self.balances)
        is_undone = self.mistake is not None and self.mistake.is_undone
        return bool(self.balances) and is_closed and is_undone and not self.findings

    def as_json(self) -> dict[str, Any]:
        """One JSON object."""
        document = asdict(self)
        document["mistake"] = None if self.mistake is None else self.mistake.as_json()
        document["options"]["keep"] = None if self.options.keep is None else str(self.options.keep)
        for name in ("burst", "second_burst"):
            burst: BurstOutcome | None = getattr(self, name)
            if burst is not None:
                document[name]["sent"] = burst.sent.as_json()
        if self.history is not None:
            document["history"]["per_second"] = self.history.per_second
        document["balances"] = books_as_json(self.balances)
        return {"ok": self.is_good, **document}
