"""The whole assessment of a batch of check-ins, in columns that are ready to be stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from domain.arrays import BoolArray, numbers_or_none
from domain.batch import CheckInBatch, CheckInInputs
from domain.cycle import CycleAdjustment, cycle_adjustments, cycle_flags
from domain.disagreement import Disagreement, disagreements
from domain.flags import Flag, Rule, flags_of
from domain.history import DayHistory
from domain.individual import document, flags
from domain.individual.engine import ENGINE as INDIVIDUAL
from domain.individual.engine import IndividualAssessment, assess_individual
from domain.measurement_quality import baseline_remarks, hrv_remarks, resting_heart_rate_remarks
from domain.percent import ENGINE as PERCENT
from domain.percent import PercentAssessment, assess_percent, percent_documents
from domain.readiness import COMPONENTS, Readiness
from domain.reasons import Reason
from domain.reported import reported_flags
from domain.strength_fatigue import strength_fatigue

__all__ = ["ENGINES", "Assessments", "CheckInBatch", "CheckInInputs", "DayHistory", "assess"]

#: Which formulas make a result: both are computed whichever is chosen.
ENGINES = (PERCENT, INDIVIDUAL)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessments:
    """Results of n check-ins, one list of n per column, as plain values that JSON and SQL know.

    None is what cannot be computed, and must be stored as NULL over anything from an earlier run. Readiness,
    action, changes, flags and reasons are those of the engine that the business has chosen.
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
    #: Component scores by name: hrv, rhr, wellness, acwr. None where the engine percent has no score.
    factor_scores: list[dict[str, float] | None]
    #: Strongest first. Empty means that nothing stands out, None that there was nothing to judge.
    red_flags: list[list[Flag] | None]
    yellow_flags: list[list[Flag] | None]
    #: None where neither HRV nor heart rate was measured.
    measurement_remarks: list[list[Flag] | None]
    #: None without a readiness score.
    reasons: list[list[Reason] | None]
    #: How much the athlete's own baselines rest on.
    baseline_maturity: list[str]
    #: What each engine says, as a whole.
    percent_result: list[dict[str, Any]]
    individual_result: list[dict[str, Any]]
    #: None where the engines advise the same, or one of them nothing.
    disagreement: list[Disagreement | None]
    #: None where no activity of the last days is known.
    strength_fatigue: list[dict[str, Any] | None]
    cycle_phase_adjustment: list[CycleAdjustment | None]
    #: Id and version of the engine that was chosen.
    engine: list[str]


def assess(batch: CheckInBatch) -> Assessments:
    """Assess a batch by both engines, and put forward the one that each athlete's business has chosen.

    A check-in's results depend on nothing but its own row of the batch.
    """
    percent = assess_percent(batch)
    individual = assess_individual(batch, percent.wellness)
    why = document.reasons_of(individual)
    judged = percent.hrv.scored | percent.rhr.scored | (percent.wellness.coverage > 0) | batch.ill
    own = batch.by_own_spread
    judged |= own & (individual.known | individual.advised.known)
    remarks = [
        *hrv_remarks(batch, percent.hrv),
        *resting_heart_rate_remarks(batch, percent.rhr),
        *_only(list(baseline_remarks(percent.hrv, percent.rhr)), ~own),
        *_only(list(flags.baseline_remarks(batch, individual.signals)), own),
    ]
    known = np.where(own, individual.known, percent.readiness.known)
    return Assessments(
        hrv_status=percent.hrv.status,
        hrv_percent=numbers_or_none(percent.hrv.percent),
        hrv_trend=percent.hrv.trend,
        resting_hr_status=percent.rhr.status,
        resting_hr_dev=numbers_or_none(percent.rhr.deviation),
        wellness_score=numbers_or_none(percent.wellness.score),
        wellness_status=percent.wellness.status,
        readiness_score=numbers_or_none(np.where(own, individual.composite.score, percent.readiness.score)),
        readiness_level=_chosen(own, individual.level, percent.readiness.level),
        readiness_confidence=_chosen(own, individual.confidence, percent.confidence),
        recommended_action=_chosen(own, individual.advised.action, percent.advised.action),
        intensity_percent=_chosen(
            own, individual.advised.intensity_percent, percent.advised.intensity_percent
        ),
        volume_percent=_chosen(own, individual.advised.volume_percent, percent.advised.volume_percent),
        factor_scores=_factor_scores(percent.readiness),
        red_flags=_where(judged, flags_of(_red(batch, percent, individual), len(batch))),
        yellow_flags=_where(judged, flags_of(_yellow(batch, percent, individual), len(batch))),
        measurement_remarks=_where(
            percent.hrv.measured | percent.rhr.measured, flags_of(remarks, len(batch))
        ),
        reasons=_where(known, _chosen(own, why, percent.reasons)),
        baseline_maturity=individual.maturity,
        percent_result=percent_documents(percent),
        individual_result=document.documents(batch, individual, why),
        disagreement=disagreements(percent.advised, individual.advised),
        strength_fatigue=_strength(batch),
        cycle_phase_adjustment=cycle_adjustments(batch),
        engine=_chosen(own, [INDIVIDUAL] * len(batch), [PERCENT] * len(batch)),
    )


def _red(batch: CheckInBatch, percent: PercentAssessment, individual: IndividualAssessment) -> list[Rule]:
    """The chosen engine's, and those of the answers as such."""
    own = batch.by_own_spread
    return [
        *_only(percent.red_flags(), ~own),
        *_only(individual.red, own),
        *percent.wellness.red_flags(),
        *reported_flags(batch),
    ]


def _yellow(batch: CheckInBatch, percent: PercentAssessment, individual: IndividualAssessment) -> list[Rule]:
    return [
        *_only(individual.yellow, batch.by_own_spread),
        *percent.wellness.yellow_flags(),
        *percent.load.yellow_flags(),
        *cycle_flags(batch),
    ]


def _only(rules: Sequence[Rule], where: BoolArray) -> list[Rule]:
    return [Rule(rule.code, rule.severity, rule.source, rule.where & where, rule.values) for rule in rules]


def _strength(batch: CheckInBatch) -> list[dict[str, Any] | None]:
    rows = zip(batch.strength.tolist(), numbers_or_none(batch.muscle_soreness), strict=True)
    return [
        None
        if days is None
        else strength_fatigue(
            {int(ago): day for ago, day in days.items()}, None if soreness is None else int(soreness)
        ).as_dict()
        for days, soreness in rows
    ]


def _where(known: BoolArray, values: Sequence[T]) -> list[T | None]:
    return [value if ok else None for ok, value in zip(known.tolist(), values, strict=True)]


def _chosen(own: BoolArray, individual: Sequence[T], percent: Sequence[T]) -> list[T]:
    rows = zip(own.tolist(), individual, percent, strict=True)
    return [mine if is_own else product for is_own, mine, product in rows]


def _factor_scores(readiness: Readiness) -> list[dict[str, float] | None]:
    names = [source.value for source in COMPONENTS]
    rows = zip(readiness.components.T.tolist(), (readiness.weights.T > 0).tolist(), strict=True)
    return [
        {name: score for name, score, ok in zip(names, scores, present, strict=True) if ok} or None
        for scores, present in rows
    ]
