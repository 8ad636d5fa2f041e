"""Resting heart rate: beats per minute above or below the athlete's own baseline."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from domain.accepted import accepted
from domain.arrays import BoolArray, FloatArray, IntArray
from domain.bands import Bands, named
from domain.baseline import Baseline, baseline_of, mean_where
from domain.batch import CheckInBatch
from domain.flags import Code, Rule, Severity, Source
from domain.rounding import half_up_all
from domain.trend import has_trend, run_ending_today, trend_of, week_of

#: Days before the check-in that a baseline is taken from.
BASELINE_DAYS = 30
#: Days with a measurement that a baseline needs, and how many of them must be usable. A check-in says
#: nothing about the quality of its heart rate, so every measurement is usable and the first one decides.
MINIMUM_MEASURED = 7
MINIMUM_USABLE = 5
#: Beats above the baseline's mean that are flagged.
FAR_ABOVE_WARNING = 8.0
FAR_ABOVE_CRITICAL = 10.0
#: A day counts as raised when it is more than this many beats above the mean.
RAISED = 3.0
#: Raised calendar days in a row.
RAISED_WARNING = 3
RAISED_CRITICAL = 5
#: Mean deviation of the week: below is improving, above is declining.
WEEK_IMPROVING = -2.0
WEEK_DECLINING = 3.0


class RestingHrStatus(StrEnum):
    """Today's deviation from the baseline, in words; or why there is none."""

    IMPROVED = "IMPROVED"
    NORMAL = "NORMAL"
    SLIGHTLY_ELEVATED = "SLIGHTLY_ELEVATED"
    ELEVATED = "ELEVATED"
    HIGHLY_ELEVATED = "HIGHLY_ELEVATED"
    INSUFFICIENT_BASELINE = "INSUFFICIENT_BASELINE"


#: Deviation in beats per minute to status and component score.
BANDS = Bands(
    edges=(0.0, 2.0, 5.0, 8.0),
    statuses=(
        RestingHrStatus.IMPROVED,
        RestingHrStatus.NORMAL,
        RestingHrStatus.SLIGHTLY_ELEVATED,
        RestingHrStatus.ELEVATED,
        RestingHrStatus.HIGHLY_ELEVATED,
    ),
    scores=(10.0, 10.0, 7.5, 5.0, 2.0),
    edge_opens="lower",
)
_STATUSES = (*BANDS.statuses, RestingHrStatus.INSUFFICIENT_BASELINE)


@dataclass(frozen=True, slots=True)
class RestingHrAssessment:
    """Resting heart rate of n check-ins. Numbers are NaN, and texts None, where nothing can be said."""

    measured: BoolArray
    #: Measured today, and with a baseline to judge it by.
    scored: BoolArray
    baseline: Baseline
    #: Beats above (+) or below (-) the baseline's mean, one decimal. Everything is decided on this value.
    deviation: FloatArray
    #: None where nothing was measured.
    status: list[str | None]
    #: Component of readiness, 0..10.
    score: FloatArray
    trend: list[str | None]
    #: Calendar days in a row, ending today, that were raised.
    raised: IntArray

    def red_flags(self) -> Iterator[Rule]:
        """Far above the baseline today, and raised for days."""
        high, very_high = self.deviation > FAR_ABOVE_WARNING, self.deviation > FAR_ABOVE_CRITICAL
        bpm = {"deviation": self.deviation}
        yield Rule(Code.RHR_FAR_ABOVE_BASELINE, Severity.CRITICAL, Source.RHR, very_high, bpm)
        yield Rule(Code.RHR_FAR_ABOVE_BASELINE, Severity.WARNING, Source.RHR, high & ~very_high, bpm)
        long, very_long = self.raised >= RAISED_WARNING, self.raised >= RAISED_CRITICAL
        days = {"days": self.raised}
        yield Rule(Code.RHR_RAISED_FOR_DAYS, Severity.CRITICAL, Source.RHR, very_long, days)
        yield Rule(Code.RHR_RAISED_FOR_DAYS, Severity.WARNING, Source.RHR, long & ~very_long, days)


def assess_resting_heart_rate(batch: CheckInBatch) -> RestingHrAssessment:
    """Judge each check-in's resting heart rate by its distance from the mean of the thirty days before.

    Without enough baseline there is a status and nothing else: no score, no trend, no flag.
    """
    today = accepted(batch.resting_hr, "resting_hr")
    history = accepted(batch.resting_hr_history[:, -BASELINE_DAYS:], "resting_hr")
    baseline = baseline_of(
        history, ~np.isnan(history), minimum_measured=MINIMUM_MEASURED, minimum_usable=MINIMUM_USABLE
    )
    measured = ~np.isnan(today)
    scored = measured & baseline.sufficient
    week = week_of(history, today) - baseline.mean[:, np.newaxis]
    daily = half_up_all(week, 1)
    deviation = np.where(scored, daily[:, -1], np.nan)
    place = BANDS.place(deviation)
    raised = np.where(scored & has_trend(week), run_ending_today(daily > RAISED), 0)
    return RestingHrAssessment(
        measured=measured,
        scored=scored,
        baseline=baseline,
        deviation=deviation,
        status=named(_STATUSES, np.where(scored, place, len(_STATUSES) - 1), measured),
        score=BANDS.score(place, scored),
        trend=_trend(week, raised, scored),
        raised=raised,
    )


def _trend(week: FloatArray, raised: IntArray, scored: BoolArray) -> list[str | None]:
    """Stable where the week has too few measurements to say anything else."""
    counted = ~np.isnan(week)
    mean = half_up_all(mean_where(week, counted, np.count_nonzero(counted, axis=1)), 1)
    mean = np.where(has_trend(week), mean, np.nan)
    declining = (mean > WEEK_DECLINING) | (raised >= RAISED_WARNING)
    return trend_of(mean < WEEK_IMPROVING, declining, scored)
