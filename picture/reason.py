"""Why a score is what it is, in a form for people: both engines' reasons, told alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from picture.words import in_words

_LABELS = MappingProxyType(
    {
        "hrv": "Heart rate variability",
        "hrvWeek": "Heart rate variability, week",
        "rhr": "Resting heart rate",
        "wellness": "Wellness",
        "sleep": "Sleep",
        "acwr": "Training load",
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One component's part in the score."""

    component: str
    label: str
    #: Share of the whole, 0..1.
    weight: float | None
    #: What it adds to the score or takes from it, in the engine's own unit (see `Verdict.pull_unit`).
    contribution: float
    #: Its own score 0..10, where the engine gives one ...
    score: float | None
    #: ... or its distance from the athlete's usual in standard deviations.
    z: float | None
    #: What the engine adds, in words: status, trend, days of baseline.
    details: str

    @property
    def direction(self) -> str:
        """Which way it pulls."""
        return "up" if self.contribution > 0 else "down" if self.contribution < 0 else "neither way"


def reasons_of(stored: Any, sleep: str = "") -> tuple[Reason, ...]:
    """The stored reasons in their order; what is no reason of ours is left out.

    Args:
        stored: the row's reasons.
        sleep: hours of the night and of need in words, to stand beside the reason of that name.
    """
    if not isinstance(stored, Sequence) or isinstance(stored, str):
        return ()
    return tuple(
        _reason(reason, sleep) for reason in stored if isinstance(reason, dict) and "component" in reason
    )


def _reason(stored: dict[str, Any], sleep: str) -> Reason:
    component = str(stored["component"])
    return Reason(
        component=component,
        label=_LABELS.get(component, in_words(component)),
        weight=stored.get("weight"),
        contribution=float(stored.get("contribution") or 0.0),
        score=stored.get("score"),
        z=stored.get("z"),
        details=sleep if component == "sleep" and sleep else _details(stored),
    )


def _details(stored: dict[str, Any]) -> str:
    said = [in_words(stored[name]) for name in ("status", "level", "state") if stored.get(name)]
    if stored.get("trend"):
        said.append(f"trend {in_words(stored['trend'])}")
    if stored.get("lowest"):
        said.append(f"lowest answer: {in_words(stored['lowest'])}")
    days = stored.get("baseline_days", stored.get("baselineDays"))
    if days is not None:
        said.append(f"{days} days of baseline")
    return ", ".join(said)
