"""The whole assessment of a batch of check-ins, in columns that are ready to be stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from domain.acwr import AcwrAssessment, assess_acwr
from domain.advice import ACTIONS, advise
from domain.arrays import BoolArray, FloatArray, IntArray
from domain.batch import CheckInBatch, CheckInInputs, DayHistory
from domain.flags import Flag, Rule, Severity, Source, flags_of
from domain.hrv import HrvAssessment, assess_hrv
from domain.measurement_quality import hrv_remarks, resting_heart_rate_remarks
from domain.readiness import COMPONENTS, Readiness, combine, confidence_of
from domain.reasons import Details, Reason, reasons_of
from domain.resting_heart_rate import RestingHrAssessment, assess_resting_heart_rate
from domain.wellness import WellnessAssessment, assess_wellness

__all__ = ["ENGINE", "Assessments", "CheckInBatch", "CheckInInputs", "DayHistory", "assess"]

#: Which formulas made a result. It changes whenever the same inputs may give another result.
ENGINE = "percent-1"

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessments:
    """Results of n check-ins, one list of n per column, as plain values that JSON and SQL know.

    None is what cannot be computed, and must be stored as NULL over anything from an earlier run.
    """

    hrv_status: list[str | None]
    hrv_percent: list[float | None]
    hrv_trend: list[str | None]
    resting_hr_status: list[str | None]
    resting_hr_dev: list[float | None]
    wellness_score: list[float | None]
    wellness_status: list[str | None]
    readiness_score: list[float | None]
    readiness_level: list[str | None]
    readiness_confidence: list[str | None]
    recommended_action: list[str | None]
    #: Advised change of intensity and of volume, in percent of what was planned.
    intensity_percent: list[int | None]
    volume_percent: list[int | None]
    #: Component scores by name: hrv, rhr, wellness, acwr. None without a readiness score.
    factor_scores: list[dict[str, float] | None]
    #: Strongest first. Empty means that nothing stands out, None that there was nothing to judge.
    red_flags: list[list[Flag] | None]
    yellow_flags: list[list[Flag] | None]
    #: None where neither HRV nor heart rate was measured.
    measurement_remarks: list[list[Flag] | None]
    #: None without a readiness score.
    reasons: list[list[Reason] | None]


def assess(batch: CheckInBatch, acwr: FloatArray | None = None) -> Assessments:
    """Assess a batch: HRV, resting heart rate, wellness, and the readiness that follows from them.

    A check-in's results depend on nothing but its own row of the batch.

    Args:
        batch: n check-ins with their histories.
        acwr: (n,) workload ratio of each athlete on the day, NaN where unknown.
    """
    n = len(batch)
    hrv, rhr, wellness = assess_hrv(batch), assess_resting_heart_rate(batch), assess_wellness(batch)
    load = assess_acwr(np.full(n, np.nan) if acwr is None else acwr)
    readiness = _readiness(hrv, rhr, wellness, load)
    red = [*hrv.red_flags(), *rhr.red_flags(), *wellness.red_flags()]
    yellow = list(wellness.yellow_flags())
    remarks = [*hrv_remarks(batch, hrv), *resting_heart_rate_remarks(batch, rhr)]
    advice = _advice(readiness, red, yellow, load)
    judged = hrv.scored | rhr.scored | (wellness.coverage > 0)
    return Assessments(
        hrv_status=hrv.status,
        hrv_percent=_numbers(hrv.percent),
        hrv_trend=hrv.trend,
        resting_hr_status=rhr.status,
        resting_hr_dev=_numbers(rhr.deviation),
        wellness_score=_numbers(wellness.score),
        wellness_status=wellness.status,
        readiness_score=_numbers(readiness.score),
        readiness_level=readiness.level,
        readiness_confidence=confidence_of(readiness, wellness.coverage),
        recommended_action=_advised(advice, [action.value for action, _, _ in ACTIONS]),
        intensity_percent=_advised(advice, [intensity for _, intensity, _ in ACTIONS]),
        volume_percent=_advised(advice, [volume for _, _, volume in ACTIONS]),
        factor_scores=_factor_scores(readiness),
        red_flags=_where(judged, flags_of(red, n)),
        yellow_flags=_where(judged, flags_of([*yellow, *load.yellow_flags()], n)),
        measurement_remarks=_where(hrv.measured | rhr.measured, flags_of(remarks, n)),
        reasons=_where(readiness.known, reasons_of(readiness, _details(hrv, rhr, wellness))),
    )


def _readiness(
    hrv: HrvAssessment, rhr: RestingHrAssessment, wellness: WellnessAssessment, load: AcwrAssessment
) -> Readiness:
    scores = {
        Source.HRV: hrv.score,
        Source.RHR: rhr.score,
        Source.WELLNESS: wellness.score,
        Source.ACWR: load.score,
    }
    return combine(np.stack([scores[source] for source in COMPONENTS]))


def _advice(
    readiness: Readiness, red: Sequence[Rule], wellness_yellow: Sequence[Rule], load: AcwrAssessment
) -> IntArray:
    return advise(
        readiness,
        critical=_any([rule for rule in red if rule.severity is Severity.CRITICAL]),
        red=_any(red),
        wellness_yellows=np.sum([rule.where for rule in wellness_yellow], axis=0, dtype=np.intp),
        overload=load.overload,
    )


def _any(rules: Sequence[Rule]) -> BoolArray:
    raised: BoolArray = np.logical_or.reduce([rule.where for rule in rules])
    return raised


def _where(known: BoolArray, values: Sequence[T]) -> list[T | None]:
    return [value if ok else None for ok, value in zip(known.tolist(), values, strict=True)]


def _numbers(values: FloatArray) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]  # noqa: PLR0124  NaN is not itself


def _advised(advice: IntArray, table: Sequence[T]) -> list[T | None]:
    return [None if place < 0 else table[place] for place in advice.tolist()]


def _factor_scores(readiness: Readiness) -> list[dict[str, float] | None]:
    names = [source.value for source in COMPONENTS]
    rows = zip(readiness.components.T.tolist(), (readiness.weights.T > 0).tolist(), strict=True)
    return [
        {name: score for name, score, ok in zip(names, scores, present, strict=True) if ok} or None
        for scores, present in rows
    ]


def _details(
    hrv: HrvAssessment, rhr: RestingHrAssessment, wellness: WellnessAssessment
) -> dict[Source, Details]:
    """What lets a coach read a reason without looking up the table behind it."""
    return {
        Source.HRV: {
            "status": hrv.status,
            "trend": hrv.trend,
            "baseline_days": hrv.baseline.usable_days.tolist(),
        },
        Source.RHR: {
            "status": rhr.status,
            "trend": rhr.trend,
            "baseline_days": rhr.baseline.usable_days.tolist(),
        },
        Source.WELLNESS: {
            "status": wellness.status,
            "coverage": wellness.coverage.tolist(),
            "lowest": wellness.lowest,
        },
    }
