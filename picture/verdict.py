"""The verdict of the newest check-in: today's readiness, or why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from domain.reasons import REFERENCE
from domain.wording import describe, recommendation
from picture.reason import Reason, reasons_of
from picture.rows import Row, derived, is_assessed
from picture.words import engine_in_words, in_words


class Standing(StrEnum):
    """What can be said of today."""

    #: No check-in in all the days that were read.
    NO_CHECK_INS = "NO_CHECK_INS"
    #: There is one of today, and its assessment is on its way.
    PENDING = "PENDING"
    #: The newest check-in is of an earlier day: nothing is known of today.
    NOT_TODAY = "NOT_TODAY"
    #: Today's is assessed, and holds too little for a score.
    NOT_ENOUGH_DATA = "NOT_ENOUGH_DATA"
    #: Today's readiness is known.
    KNOWN = "KNOWN"


@dataclass(frozen=True, slots=True)
class OtherResult:
    """What the other way of judging makes of the same check-in."""

    engine: str
    score: float | None
    level: str | None
    confidence: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The newest check-in's readiness. `score` and all that goes with it is None or empty where not known."""

    standing: Standing
    #: The newest check-in's day, and how many days ago that is.
    day: date | None = None
    age_days: int | None = None
    #: 0..10, and the score in words.
    score: float | None = None
    level: str | None = None
    confidence: str | None = None
    action: str | None = None
    #: The advice as a sentence.
    recommendation: str | None = None
    #: Advised change in percent: -20 is a fifth less.
    intensity_percent: int | None = None
    volume_percent: int | None = None
    reasons: tuple[Reason, ...] = ()
    #: What stands out, strongly and otherwise; and how the values were measured. In words.
    red_flags: tuple[str, ...] = ()
    yellow_flags: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    engine: str | None = None
    maturity: str | None = None
    assessed_at: datetime | None = None
    #: What HRV of the week and of the day say together, in words.
    reading: str | None = None
    other: OtherResult | None = None
    #: How the two ways of judging differ, in words; None where they do not, or where it is not known.
    disagreement: str | None = None

    @property
    def pull_unit(self) -> str:
        """What a reason's contribution is counted in."""
        if any(reason.z is not None for reason in self.reasons):
            return "standard deviations from the athlete's usual"
        return f"points; they add up to the score less {REFERENCE:g}, the lowest score of a good day"


def verdict_of(newest: Row | None, today: date) -> Verdict:
    """The verdict of the newest check-in on the athlete's `today`; `newest` is None where there is none."""
    if newest is None:
        return Verdict(Standing.NO_CHECK_INS)
    age = (today - newest["date"]).days
    if not is_assessed(newest):
        return Verdict(Standing.NOT_TODAY if age else Standing.PENDING, newest["date"], age)
    flags = [*_listed(newest, "red_flags"), *_listed(newest, "yellow_flags")]
    score = newest["readiness_score"]
    standing = Standing.KNOWN if score is not None else Standing.NOT_ENOUGH_DATA
    return Verdict(
        standing=Standing.NOT_TODAY if age else standing,
        day=newest["date"],
        age_days=age,
        score=score,
        level=newest["readiness_level"],
        confidence=newest["readiness_confidence"],
        action=newest["recommended_action"],
        recommendation=_recommendation(newest, flags),
        intensity_percent=newest["intensity_percent"],
        volume_percent=newest["volume_percent"],
        reasons=reasons_of(newest["reasons"], _sleep(newest)),
        red_flags=_described(newest, "red_flags"),
        yellow_flags=_described(newest, "yellow_flags"),
        remarks=_described(newest, "measurement_remarks"),
        engine=newest["engine"],
        maturity=newest.get("baseline_maturity"),
        assessed_at=newest["assessed_at"],
        reading=_reading(newest.get("individual_result")),
        other=_other(newest),
        disagreement=_disagreement(derived(newest, "disagreement")),
    )


def _recommendation(row: Row, flags: Sequence[Any]) -> str | None:
    try:
        return recommendation(row["recommended_action"], row["readiness_level"], flags)
    except (KeyError, TypeError, ValueError):  # codes of an engine that this process does not know
        return None


def _listed(row: Row, column: str) -> Sequence[Any]:
    return derived(row, column) or ()


def _described(row: Row, column: str) -> tuple[str, ...]:
    return tuple(_words_of(flag) for flag in _listed(row, column))


def _words_of(flag: Any) -> str:
    try:
        return describe(flag)
    except (KeyError, TypeError, ValueError):  # a code of an engine that this process does not know
        return in_words(flag.get("code", flag) if isinstance(flag, dict) else flag)


def _other(row: Row) -> OtherResult | None:
    for column in ("individual_result", "percent_result"):
        stored = row.get(column)
        if isinstance(stored, dict) and stored.get("engine") != row["engine"]:
            return OtherResult(
                engine=str(stored.get("engine") or column.removesuffix("_result")),
                score=stored.get("score"),
                level=stored.get("level"),
                confidence=stored.get("confidence"),
            )
    return None


def _disagreement(stored: Any) -> str | None:
    """From each engine's action by its name, and `stricter`, the name of one of them."""
    if not isinstance(stored, dict):
        return None
    said = "; ".join(
        f"{engine_in_words(name)}: {in_words(action)}"
        + (" (the stricter)" if name == stored.get("stricter") else "")
        for name, action in stored.items()
        if name != "stricter"
    )
    return f"the two ways of judging differ. Judged {said}"


def _sleep(row: Row) -> str:
    """Hours of the night, and what the athlete needs as the engine `individual` has stored it."""
    hours, individual = row.get("sleep_hours"), row.get("individual_result")
    stored = individual.get("sleep") if isinstance(individual, dict) else None
    need = stored.get("needHours") if isinstance(stored, dict) else None
    said = [] if hours is None else [f"{hours:.1f} hours slept"]
    if isinstance(need, int | float):
        said.append(f"{need:.1f} needed")
    return ", ".join(said)


def _reading(individual: Any) -> str | None:
    reading = individual.get("reading") if isinstance(individual, dict) else None
    return None if reading is None else _READINGS.get(reading, in_words(reading))


#: What HRV of the week and of the day are, and no advice: that stands in its own place.
_READINGS = MappingProxyType(
    {
        "NO_VERDICT": "too little to tell",
        "AS_PLANNED": "usual",
        "ACUTE_DROP": "low today, the week as usual",
        "SUSTAINED_SUPPRESSION": "low for the week",
        "NEUTRAL_HIGH": "high today, neutral",
        "USUALLY_GOOD": "high for the week, usually good",
        "MIXED": "high for the week, but heart rate raised",
        "POSSIBLE_SATURATION": "high with much load and a poor feeling",
    }
)
