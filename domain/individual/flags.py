"""What stands out by the athlete's own spread."""

from collections.abc import Iterator

import numpy as np

from domain.arrays import BoolArray
from domain.batch import CheckInBatch
from domain.flags import Code, Rule, Severity, Source
from domain.individual.lnrmssd import State
from domain.individual.reading import Reading
from domain.individual.resting_rate import HIGH_Z
from domain.individual.signals import Signals
from domain.rounding import half_up_all

#: Distances from how the athlete usually feels and sleeps.
BELOW_USUAL_Z = -1.0
FAR_BELOW_USUAL_Z = -2.0


def red_flags(batch: CheckInBatch, signals: Signals) -> Iterator[Rule]:
    """Strong enough that one changes the advice."""
    hrv, rate, feeling = signals.hrv, signals.rate, signals.feeling
    week = hrv.chronic_judged & (hrv.chronic_state == State.LOW)
    above = half_up_all(batch.resting_hr - rate.median, 1)
    saturated = is_reading(signals, Reading.POSSIBLE_SATURATION)
    yield Rule(
        Code.SIGNALS_UNUSUAL_TOGETHER, Severity.WARNING, Source.RHR, signals.unusual_together(batch.ill)
    )
    yield Rule(
        Code.HRV_WEEK_BELOW_BAND, Severity.WARNING, Source.HRV, week, {"z": half_up_all(hrv.week_z, 2)}
    )
    yield Rule(
        Code.HRV_BELOW_BAND, Severity.WARNING, Source.HRV, signals.low_today, {"z": half_up_all(hrv.z, 2)}
    )
    yield Rule(Code.HRV_HIGH_UNDER_LOAD, Severity.WARNING, Source.HRV, saturated)
    yield Rule(Code.RHR_PERSISTING, Severity.WARNING, Source.RHR, rate.persisting, {"deviation": above})
    for code, z in (
        (Code.FEELING_FAR_BELOW_USUAL, feeling.z),
        (Code.SLEEP_FAR_BELOW_USUAL, signals.sleep.z),
    ):
        is_far = z <= FAR_BELOW_USUAL_Z
        yield Rule(code, Severity.WARNING, Source.WELLNESS, is_far, {"z": half_up_all(z, 2)})


def yellow_flags(batch: CheckInBatch, signals: Signals) -> Iterator[Rule]:
    """Context, or strong only together."""
    rate, feeling = signals.rate, signals.feeling
    beats = {"deviation": half_up_all(batch.resting_hr - rate.median, 1)}
    mixed = is_reading(signals, Reading.MIXED)
    yield Rule(Code.RHR_HIGH, Severity.WARNING, Source.RHR, rate.z >= HIGH_Z, beats)
    yield Rule(Code.HRV_HIGH_WITH_RAISED_RATE, Severity.WARNING, Source.HRV, mixed)
    for code, z in ((Code.FEELING_BELOW_USUAL, feeling.z), (Code.SLEEP_BELOW_USUAL, signals.sleep.z)):
        is_below = (z <= BELOW_USUAL_Z) & (z > FAR_BELOW_USUAL_Z)
        yield Rule(code, Severity.WARNING, Source.WELLNESS, is_below, {"z": half_up_all(z, 2)})
    yield Rule(Code.RHR_LOW, Severity.INFO, Source.RHR, rate.z <= -HIGH_Z, beats)


def baseline_remarks(batch: CheckInBatch, signals: Signals) -> Iterator[Rule]:
    """What was measured and has no baseline yet, or no longer one."""
    hrv, rate = signals.hrv, signals.rate
    for code, source, new, days in (
        (Code.HRV_BASELINE_INSUFFICIENT, Source.HRV, ~np.isnan(hrv.today) & ~hrv.acute_judged, hrv.days),
        (
            Code.RHR_BASELINE_INSUFFICIENT,
            Source.RHR,
            ~np.isnan(batch.resting_hr) & ~rate.judged,
            rate.days,
        ),
    ):
        yield Rule(code, Severity.INFO, source, new, {"measured_days": days, "usable_days": days})


def is_reading(signals: Signals, *wanted: Reading) -> BoolArray:
    """Which check-ins have one of the readings."""
    return np.array([reading in wanted for reading in signals.reading], dtype=np.bool_)
