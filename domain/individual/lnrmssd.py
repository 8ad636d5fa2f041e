"""lnRMSSD against the athlete's own bands: today against two months, this week against the weeks before.

Two bands for two questions. Is today out of the ordinary: today against the mean of the previous 60 days, by
one standard deviation. Is something going on: the mean of the week against the 60 days before that week, by
half of one. Sources: Plews and others 2013 (doi 10.1007/s40279-013-0071-8), Plews and others 2014 (doi
10.1123/ijspp.2013-0455), Vesterinen and others 2016 (doi 10.1249/MSS.0000000000000910), Javaloyes and others
2019 (doi 10.1123/ijspp.2018-0122).
"""

import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from domain.arrays import BoolArray, FloatArray, IntArray
from domain.individual.maturity import MATURITIES, maturity_of
from domain.individual.moments import moments

#: Days of each baseline.
BASELINE_DAYS = 60
#: Days of a week, today included. The weekly baseline ends before it begins.
WEEK_DAYS = 7
#: Days before today that the bands look at: the weekly baseline reaches back the furthest.
HISTORY_DAYS = BASELINE_DAYS + WEEK_DAYS - 1
#: Valid days of a week that its mean needs.
MINIMUM_OF_WEEK = 3
#: RMSSD in ms outside of these is no measurement of a resting adult.
ACCEPTED_RMSSD = (5.0, 250.0)
#: A steadier athlete than this is taken for as steady as this: five percent of RMSSD.
SD_FLOOR = math.log(1.05)
#: Half widths of the bands, in standard deviations.
ACUTE_SDS = 1.0
CHRONIC_SDS = 0.5
#: On the edge is inside, whatever binary floats make of it.
_TOLERANCE = 1e-9


class State(IntEnum):
    """Where a value lies."""

    LOW = -1
    NORMAL = 0
    HIGH = 1


@dataclass(frozen=True, slots=True)
class Band:
    """Bands of n check-ins, on lnRMSSD. NaN where the baseline has no valid day."""

    mean: FloatArray
    #: Sample standard deviation (n - 1), at least SD_FLOOR.
    sd: FloatArray
    #: Half width, in standard deviations.
    sds: float

    @property
    def baseline_ms(self) -> FloatArray:
        """The middle in ms: the geometric mean."""
        return np.exp(self.mean)

    @property
    def edges_ms(self) -> tuple[FloatArray, FloatArray]:
        """Lower and upper edge in ms."""
        half = self.sds * self.sd
        return np.exp(self.mean - half), np.exp(self.mean + half)

    def z(self, values: FloatArray) -> FloatArray:
        """How many standard deviations lie between the values and the middle."""
        return (values - self.mean) / self.sd

    def state(self, values: FloatArray) -> IntArray:
        """Where the values lie, as a `State`; NORMAL where that is not known."""
        z = self.z(values)
        low, high = z < -self.sds - _TOLERANCE, z > self.sds + _TOLERANCE
        return np.where(low, State.LOW, np.where(high, State.HIGH, State.NORMAL)).astype(np.intp)


@dataclass(frozen=True, slots=True)
class LnRmssd:
    """lnRMSSD of n check-ins. Numbers are NaN where nothing can be said."""

    #: Today's value, and the mean of the week that ends today.
    today: FloatArray
    week: FloatArray
    acute: Band
    chronic: Band
    #: Distance of today from the acute band's middle, and of the week from the chronic one's, in standard
    #: deviations; NaN where there is no verdict.
    z: FloatArray
    week_z: FloatArray
    #: `State` of today, and of the week. Meaningless where not judged.
    acute_state: IntArray
    chronic_state: IntArray
    #: Whether there is a verdict on today, and on the week.
    acute_judged: BoolArray
    chronic_judged: BoolArray
    #: Coefficient of variation of the week's lnRMSSD, in percent. Never a verdict by itself.
    cv7: FloatArray
    #: Valid days of the acute baseline.
    days: IntArray
    #: Place in `MATURITIES` of the acute baseline.
    maturity_place: IntArray

    @property
    def maturity(self) -> list[str]:
        """The acute baseline's maturity in words."""
        return [MATURITIES[place] for place in self.maturity_place.tolist()]


def assess_lnrmssd(today: FloatArray, history: FloatArray, usable: BoolArray) -> LnRmssd:
    """Judge each RMSSD by the athlete's own spread.

    Args:
        today: (n,) RMSSD in ms of the day, NaN where there is none.
        history: (n, 66) RMSSD in ms of the days before, yesterday last, NaN where there is none. Calendar
            days: a gap is a gap, and is never bridged by an older value.
        usable: (n, 66), false where the recording is too poor to be counted.

    Raises:
        ValueError: a shape does not fit.
    """
    wanted = (len(today), HISTORY_DAYS)
    if history.shape != wanted or usable.shape != wanted:
        raise ValueError(
            f"histories have the shapes {history.shape} and {usable.shape}, and must have {wanted}"
        )
    now, past = _log(today), _log(np.where(usable, history, np.nan))
    week_days = np.column_stack((past[:, -(WEEK_DAYS - 1) :], now))
    acute, chronic = _band(past[:, -BASELINE_DAYS:], ACUTE_SDS), _band(past[:, :BASELINE_DAYS], CHRONIC_SDS)
    week_mean, week_sd, week_count = moments(week_days)
    has_week = week_count >= MINIMUM_OF_WEEK
    week = np.where(has_week, week_mean, np.nan)
    maturity, mature = maturity_of(~np.isnan(past[:, -BASELINE_DAYS:]))
    # Counted from the week's beginning: its baseline ends there.
    _, weeks_mature = maturity_of(~np.isnan(past[:, :BASELINE_DAYS]))
    acute_judged, chronic_judged = ~np.isnan(now) & mature, has_week & weeks_mature
    return LnRmssd(
        today=now,
        week=week,
        acute=acute,
        chronic=chronic,
        z=np.where(acute_judged, acute.z(now), np.nan),
        week_z=np.where(chronic_judged, chronic.z(week), np.nan),
        acute_state=acute.state(now),
        chronic_state=chronic.state(week),
        acute_judged=acute_judged,
        chronic_judged=chronic_judged,
        cv7=100.0 * np.where(has_week, week_sd, np.nan) / week,
        days=np.count_nonzero(~np.isnan(past[:, -BASELINE_DAYS:]), axis=1),
        maturity_place=maturity,
    )


def _log(rmssd: FloatArray) -> FloatArray:
    low, high = ACCEPTED_RMSSD
    accepted = np.where((rmssd >= low) & (rmssd <= high), rmssd, np.nan)
    logarithm: FloatArray = np.log(accepted)
    return logarithm


def _band(values: FloatArray, sds: float) -> Band:
    mean, sd, _ = moments(values)
    return Band(mean, np.fmax(sd, np.where(np.isnan(mean), np.nan, SD_FLOOR)), sds)
