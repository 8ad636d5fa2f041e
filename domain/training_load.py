"""Training load: what a session weighs, and what the days of an athlete come to.

Load describes; it does not forecast. The ratio of acute to chronic load is context: its use to predict injury
is strongly criticised (Impellizzeri and others 2020; Wang and others 2020, doi 10.1007/s40279-020-01280-1).
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from domain.arrays import FloatArray
from domain.rounding import half_up_all

#: Days of the acute and of the chronic average.
ACUTE_DAYS = 7
CHRONIC_DAYS = 28
#: Days of history before which the ratio says nothing: the first load weighs too much in both averages.
MINIMUM_HISTORY = 28


class Sex(StrEnum):
    """Which of Banister's two curves a heart rate is weighed by."""

    FEMALE = "FEMALE"
    MALE = "MALE"


class LoadZone(StrEnum):
    """Where a ratio lies."""

    DETRAINING = "DETRAINING"
    OPTIMAL = "OPTIMAL"
    CAUTION = "CAUTION"
    DANGER = "DANGER"
    CRITICAL = "CRITICAL"


#: Below this ratio an athlete loses form; up to these it is what the zone says, and above the last CRITICAL.
LEAST_OPTIMAL = 0.8
_HIGHEST_OF_ZONE = ((1.3, LoadZone.OPTIMAL), (1.5, LoadZone.CAUTION), (2.0, LoadZone.DANGER))


class Spike(StrEnum):
    """How much larger a session is than the largest of the days before."""

    NONE = "NONE"
    SMALL = "SMALL"
    MODERATE = "MODERATE"
    LARGE = "LARGE"


#: Up to these times the largest session before, and LARGE above the last.
_HIGHEST_OF_SPIKE = ((1.1, Spike.NONE), (1.3, Spike.SMALL), (2.0, Spike.MODERATE))

_BANISTER = {Sex.MALE: (0.64, 1.92), Sex.FEMALE: (0.86, 1.67)}


def session_rpe(minutes: float, rpe: float) -> float:
    """Perceived exertion (0..10) times minutes, in arbitrary units. Source: Foster and others 2001.

    No exertion is no load: nothing is lifted to a least value.
    """
    return minutes * rpe


def trimp(minutes: float, heart_rate: float, *, resting: float, maximum: float, sex: Sex) -> float:
    """Banister's training impulse: minutes x r x b e^(k r), r being the share of the heart rate reserve.

    Args:
        minutes: how long.
        heart_rate: mean of the session, in bpm. Below the resting one it is no load.
        resting: the athlete's own, in bpm.
        maximum: the athlete's own, in bpm.
        sex: which constants are used.

    Raises:
        ValueError: the maximum is not above the resting heart rate.
    """
    if maximum <= resting:
        raise ValueError(f"maximum is {maximum:g}, and must be above resting, {resting:g}")
    b, k = _BANISTER[sex]
    reserve = (heart_rate - resting) / (maximum - resting)
    if reserve < 0:  # what is not known is neither, and stays so
        reserve = 0.0
    return minutes * reserve * b * math.exp(k * reserve)


@dataclass(frozen=True, slots=True)
class LoadSeries:
    """What n athletes' days come to, each (n, days). NaN where nothing can be said."""

    acute: FloatArray
    chronic: FloatArray
    #: Acute by chronic, two decimals.
    acwr: FloatArray
    #: Sum and mean of the seven days, mean by their population standard deviation, and sum times that.
    weekly: FloatArray
    monotony: FloatArray
    strain: FloatArray


def load_series(daily: FloatArray) -> LoadSeries:
    """Averages, ratio, monotony and strain of every day, from the loads up to that day alone.

    Averages are exponentially weighted, lambda = 2 / (N + 1), and begin with the first day's load (Williams
    and others 2017). Monotony and strain: Foster 1998, with the population standard deviation; of seven equal
    days there is no monotony.

    Args:
        daily: (n, days) load of each calendar day, oldest first; a day of rest is 0. NaN is a day of unknown
            load: both averages stay as they are, and its weeks have no sum. The first day is known. A missed
            calculation changes nothing, since it is always made from the loads themselves.
    """
    acute, chronic = _ewma(daily, ACUTE_DAYS), _ewma(daily, CHRONIC_DAYS)
    ratio = np.divide(acute, chronic, out=np.full(daily.shape, np.nan), where=chronic > 0)
    ratio[:, : MINIMUM_HISTORY - 1] = np.nan
    week = _weeks(daily)
    weekly = week.sum(axis=2)
    spread = week.std(axis=2)
    # Equal days differ by rounding errors only.
    varied = spread > 1e-9 * np.maximum(weekly, 1.0)
    monotony = np.divide(weekly / ACUTE_DAYS, spread, out=np.full(daily.shape, np.nan), where=varied)
    return LoadSeries(acute, chronic, half_up_all(ratio, 2), weekly, monotony, weekly * monotony)


def _ewma(daily: FloatArray, days: int) -> FloatArray:
    weight = 2.0 / (days + 1)
    average = np.array(daily, dtype=np.float64)
    for day in range(1, daily.shape[1]):
        before = average[:, day - 1]
        moved = weight * daily[:, day] + (1.0 - weight) * before
        average[:, day] = np.where(np.isnan(daily[:, day]), before, moved)
    return average


def _weeks(daily: FloatArray) -> FloatArray:
    """The seven days that end on each day, (n, days, 7); NaN before there are seven."""
    padded = np.pad(daily, ((0, 0), (ACUTE_DAYS - 1, 0)), constant_values=np.nan)
    windows: FloatArray = np.lib.stride_tricks.sliding_window_view(padded, ACUTE_DAYS, axis=1)
    return windows


def zone_of(acwr: float) -> LoadZone | None:
    """The zone of a ratio of two decimals; None where it is not known. Zones after Gabbett 2016."""
    if math.isnan(acwr):
        return None
    if acwr < LEAST_OPTIMAL:
        return LoadZone.DETRAINING
    return next((zone for highest, zone in _HIGHEST_OF_ZONE if acwr <= highest), LoadZone.CRITICAL)


def spike_of(session: float, largest_before: float) -> Spike | None:
    """How a session compares with the largest one of the thirty days before; None where either is unknown.

    Source: Frandsen and others 2025 (doi 10.1136/bjsports-2024-109380), of runners and their distances.
    """
    if not largest_before > 0 or math.isnan(session):
        return None
    ratio = session / largest_before - 1e-9  # on the edge is inside, whatever binary floats make of it
    return next((spike for highest, spike in _HIGHEST_OF_SPIKE if ratio <= highest), Spike.LARGE)
