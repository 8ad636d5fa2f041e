"""The engine `percent`: the product's own tables, by percentages and beats of a thirty-day mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.acwr import AcwrAssessment, assess_acwr
from domain.advice import Advised, advise
from domain.arrays import numbers_or_none
from domain.batch import CheckInBatch
from domain.flags import Rule, Severity, Source, any_of
from domain.hrv import HrvAssessment, assess_hrv
from domain.readiness import COMPONENTS, Readiness, combine, confidence_of
from domain.reasons import Details, Reason, reasons_of
from domain.reported import reported_flags
from domain.resting_heart_rate import RestingHrAssessment, assess_resting_heart_rate
from domain.wellness import WellnessAssessment, assess_wellness

#: Id and version. It changes whenever the same inputs may give another result.
ENGINE = "percent-2"


@dataclass(frozen=True, slots=True)
class PercentAssessment:
    """What the engine says of n check-ins."""

    hrv: HrvAssessment
    rhr: RestingHrAssessment
    wellness: WellnessAssessment
    load: AcwrAssessment
    readiness: Readiness
    confidence: list[str | None]
    advised: Advised
    #: Largest pull first; empty without a score.
    reasons: list[list[Reason]]

    def red_flags(self) -> list[Rule]:
        """Of HRV and heart rate; those of wellness are the same for every engine."""
        return [*self.hrv.red_flags(), *self.rhr.red_flags()]


def assess_percent(batch: CheckInBatch) -> PercentAssessment:
    """Assess n check-ins by the product's tables."""
    hrv, rhr, wellness = assess_hrv(batch), assess_resting_heart_rate(batch), assess_wellness(batch)
    load = assess_acwr(batch.acwr)
    scores = {
        Source.HRV: hrv.score,
        Source.RHR: rhr.score,
        Source.WELLNESS: wellness.score,
        Source.ACWR: load.score,
    }
    readiness = combine(np.stack([scores[source] for source in COMPONENTS]))
    red = [*hrv.red_flags(), *rhr.red_flags(), *wellness.red_flags(), *reported_flags(batch)]
    advised = advise(
        readiness,
        critical=any_of([rule for rule in red if rule.severity is Severity.CRITICAL]),
        red=any_of(red),
        wellness_yellows=np.sum([rule.where for rule in wellness.yellow_flags()], axis=0, dtype=np.intp),
        overload=load.overload,
        norwegian=batch.norwegian,
    )
    return PercentAssessment(
        hrv=hrv,
        rhr=rhr,
        wellness=wellness,
        load=load,
        readiness=readiness,
        confidence=confidence_of(readiness, wellness.coverage),
        advised=advised,
        reasons=reasons_of(readiness, _details(hrv, rhr, wellness)),
    )


def percent_documents(result: PercentAssessment) -> list[dict[str, Any]]:
    """What the engine says, one JSON object per check-in. Names are in docs/formulas.md."""
    names = (
        "engine",
        "score",
        "level",
        "confidence",
        "action",
        "intensityPercent",
        "volumePercent",
        "reasons",
    )
    columns = (
        numbers_or_none(result.readiness.score),
        result.readiness.level,
        result.confidence,
        result.advised.action,
        result.advised.intensity_percent,
        result.advised.volume_percent,
        result.reasons,
    )
    return [dict(zip(names, (ENGINE, *values), strict=True)) for values in zip(*columns, strict=True)]


def _details(
    hrv: HrvAssessment, rhr: RestingHrAssessment, wellness: WellnessAssessment
) -> Mapping[Source, Details]:
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
