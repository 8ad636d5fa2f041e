"""Heart rate variability: today's RMSSD against the athlete's own baseline."""

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
from domain.hrv_protocol import comparable_days
from domain.rounding import half_up_all
from domain.trend import falling_days, has_trend, trend_of, week_of

#: Days before the check-in that a baseline is taken from.
BASELINE_DAYS = 30
#: Days with a measurement that a baseline needs, and how many of them must be of usable quality.
MINIMUM_MEASURED = 14
MINIMUM_USABLE = 10
#: Above this share of corrected heartbeats, in percent, a measurement is not used for a baseline.
MAXIMUM_ARTIFACT = 5.0
#: Mean of the week in percent of the baseline: above is improving, below is declining.
WEEK_IMPROVING = 100.0
WEEK_DECLINING = 90.0
#: Calendar days of falling values in a row.
FALLING_WARNING = 3
FALLING_CRITICAL = 5


class HrvStatus(StrEnum):
    """Today's RMSSD in percent of the baseline, in words; or why there is none."""

    EXCELLENT = "EXCELLENT"
    GOOD = "GOOD"
    MODERATE = "MODERATE"
    FAIR = "FAIR"
    POOR = "POOR"
    VERY_POOR = "VERY_POOR"
    NOT_MEASURED = "NOT_MEASURED"
    INSUFFICIENT_BASELINE = "INSUFFICIENT_BASELINE"


#: Percent of the baseline to status and component score.
BANDS = Bands(
    edges=(75.0, 80.0, 85.0, 90.0, 95.0),
    statuses=(
        HrvStatus.VERY_POOR,
        HrvStatus.POOR,
        HrvStatus.FAIR,
        HrvStatus.MODERATE,
        HrvStatus.GOOD,
        HrvStatus.EXCELLENT,
    ),
    scores=(2.0, 4.0, 5.5, 7.0, 8.5, 10.0),
    edge_opens="upper",
)
_STATUSES = (*BANDS.statuses, HrvStatus.NOT_MEASURED, HrvStatus.INSUFFICIENT_BASELINE)


@dataclass(frozen=True, slots=True)
class HrvAssessment:
    """HRV of n check-ins. Numbers are NaN, and trends None, where nothing can be said."""

    measured: BoolArray
    #: Measured today, and with a baseline to judge it by.
    scored: BoolArray
    baseline: Baseline
    #: Today's RMSSD in percent of the baseline's mean, one decimal. Everything is decided on this value.
    percent: FloatArray
    status: list[str | None]
    #: Component of readiness, 0..10.
    score: FloatArray
    trend: list[str | None]
    #: Calendar days in a row, ending today, with a value below the day before's.
    falling: IntArray

    def red_flags(self) -> Iterator[Rule]:
        """Far below the baseline today, and falling for days."""
        low = self.percent < BANDS.edges[0]
        percent = {"percent": self.percent}
        yield Rule(Code.HRV_FAR_BELOW_BASELINE, Severity.CRITICAL, Source.HRV, low, percent)
        long, very_long = self.falling >= FALLING_WARNING, self.falling >= FALLING_CRITICAL
        days = {"days": self.falling}
        yield Rule(Code.HRV_FALLING_FOR_DAYS, Severity.CRITICAL, Source.HRV, very_long, days)
        yield Rule(Code.HRV_FALLING_FOR_DAYS, Severity.WARNING, Source.HRV, long & ~very_long, days)


def is_good_enough(batch: CheckInBatch) -> BoolArray:
    """(n, 66), whether each day's recording, if there is one, is good enough to be part of a baseline."""
    good: BoolArray = ~batch.hrv_history_poor & ~(batch.hrv_history_artifact > MAXIMUM_ARTIFACT)
    return good


def assess_hrv(batch: CheckInBatch) -> HrvAssessment:
    """Judge each check-in's RMSSD by its percentage of the mean of the thirty days before.

    Without enough baseline there is a status and nothing else: no score, no trend, no flag.
    """
    today = accepted(batch.hrv_rmssd, "hrv_rmssd")
    every = accepted(batch.hrv_history, "hrv_rmssd")
    good = is_good_enough(batch)
    same = comparable_days(batch, today, np.where(good, every, np.nan))
    history = np.where(same, every, np.nan)[:, -BASELINE_DAYS:]
    usable = ~np.isnan(history) & good[:, -BASELINE_DAYS:]
    baseline = baseline_of(history, usable, minimum_measured=MINIMUM_MEASURED, minimum_usable=MINIMUM_USABLE)
    measured = ~np.isnan(today)
    scored = measured & baseline.sufficient
    percent = half_up_all(np.where(scored, 100.0 * today / baseline.mean, np.nan), 1)
    place = BANDS.place(percent)
    week = week_of(np.where(usable, history, np.nan), today)
    falling = np.where(scored & has_trend(week), falling_days(week), 0)
    return HrvAssessment(
        measured=measured,
        scored=scored,
        baseline=baseline,
        percent=percent,
        status=_status(place, measured, scored),
        score=BANDS.score(place, scored),
        trend=_trend(week, baseline, falling, scored),
        falling=falling,
    )


def _status(place: IntArray, measured: BoolArray, scored: BoolArray) -> list[str | None]:
    missing = np.where(measured, len(_STATUSES) - 1, len(_STATUSES) - 2)
    return named(_STATUSES, np.where(scored, place, missing), np.ones_like(scored))


def _trend(week: FloatArray, baseline: Baseline, falling: IntArray, scored: BoolArray) -> list[str | None]:
    """Stable where the week has too few measurements to say anything else."""
    counted = ~np.isnan(week)
    mean = mean_where(week, counted, np.count_nonzero(counted, axis=1))
    percent = half_up_all(np.where(has_trend(week), 100.0 * mean / baseline.mean, np.nan), 1)
    declining = (percent < WEEK_DECLINING) | (falling >= FALLING_WARNING)
    return trend_of(percent > WEEK_IMPROVING, declining, scored)
