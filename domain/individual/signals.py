"""The signals of a batch, each judged by the athlete's own spread, and how much each rests on."""

from dataclasses import dataclass

import numpy as np

from domain.accepted import accepted
from domain.arrays import BoolArray, FloatArray
from domain.batch import CheckInBatch
from domain.hrv import MAXIMUM_ARTIFACT, is_good_enough
from domain.hrv_protocol import comparable_days
from domain.individual.feeling import BASELINE_DAYS as FEELING_DAYS
from domain.individual.feeling import ITEMS, Feeling, assess_feeling
from domain.individual.lnrmssd import LnRmssd, State, assess_lnrmssd
from domain.individual.reading import Reading, read
from domain.individual.resting_rate import HIGH_Z, RAISED_Z, RestingRate, assess_resting_rate
from domain.individual.sleep import BASELINE_DAYS as SLEEP_DAYS
from domain.individual.sleep import Sleep, assess_sleep

#: From here on the ratio of acute to chronic load is much, and an athlete feels poorly.
HIGH_LOAD = 1.3
POOR_FEELING_Z = -1.5


@dataclass(frozen=True, slots=True)
class Signals:
    """Of n check-ins."""

    hrv: LnRmssd
    rate: RestingRate
    feeling: Feeling
    sleep: Sleep
    reading: list[Reading]

    @property
    def low_today(self) -> BoolArray:
        """HRV is judged, and below its band today."""
        low: BoolArray = self.hrv.acute_judged & (self.hrv.acute_state == State.LOW)
        return low

    @property
    def both_high(self) -> BoolArray:
        """HRV is judged, and above its band today and this week."""
        high: BoolArray = (
            self.hrv.acute_judged
            & self.hrv.chronic_judged
            & (self.hrv.acute_state == State.HIGH)
            & (self.hrv.chronic_state == State.HIGH)
        )
        return high

    @property
    def feels_poorly(self) -> BoolArray:
        """Clearly below how the athlete usually feels."""
        poorly: BoolArray = self.feeling.z <= POOR_FEELING_Z
        return poorly

    def unusual_together(self, symptom: BoolArray) -> BoolArray:
        """Heart rate persists above usual, and something else is out of the ordinary too."""
        return self.rate.persisting & (self.low_today | self.feels_poorly | symptom)


def judge(batch: CheckInBatch) -> Signals:
    """Judge each signal of n check-ins by what the same athlete's days before say."""
    hrv = _hrv(batch)
    rate = assess_resting_rate(batch.resting_hr, batch.resting_hr_history)
    feeling = assess_feeling(
        np.stack([getattr(batch, name) for name in ITEMS]),
        np.stack([getattr(batch, f"{name}_history")[:, -FEELING_DAYS:] for name in ITEMS]),
    )
    sleep = assess_sleep(
        accepted(batch.sleep_hours, "sleep_hours"),
        accepted(batch.sleep_quality, "sleep_quality"),
        accepted(batch.sleep_hours_history[:, -SLEEP_DAYS:], "sleep_hours"),
        accepted(batch.sleep_quality_history[:, -SLEEP_DAYS:], "sleep_quality"),
    )
    reading = read(
        hrv,
        rhr_raised=rate.z >= RAISED_Z,
        rhr_low=rate.z <= -HIGH_Z,
        high_load=batch.acwr > HIGH_LOAD,
        poor_wellness=feeling.z <= POOR_FEELING_Z,
    )
    return Signals(hrv, rate, feeling, sleep, reading)


def terms_of(signals: Signals) -> FloatArray:
    """The terms of the composite, (5, n), in the order of `composite.WEIGHTS`; better is positive."""
    hrv = signals.hrv
    return np.stack((hrv.z, hrv.week_z, -signals.rate.z, signals.feeling.z, signals.sleep.z))


def _hrv(batch: CheckInBatch) -> LnRmssd:
    """A recording that is too poor for a baseline is too poor for a verdict as well."""
    poor = batch.hrv_quality_poor | (batch.hrv_artifact_percent > MAXIMUM_ARTIFACT)
    today, good = np.where(poor, np.nan, batch.hrv_rmssd), is_good_enough(batch)
    usable = good & comparable_days(batch, today, np.where(good, batch.hrv_history, np.nan))
    return assess_lnrmssd(today, batch.hrv_history, usable)
