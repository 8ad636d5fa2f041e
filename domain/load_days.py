"""Training load of every day of an athlete, from the sessions alone: what is stored is just this.

A day depends on what lies before it and on itself. Nothing is carried from one calculation to the next, so a
missed night is made good by the next one, and a second run changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from domain.arrays import BoolArray, FloatArray, IntArray
from domain.load_day import LoadDay, Withheld
from domain.rounding import half_up
from domain.session_load import HeartRateProfile, LoadUnit, session_load
from domain.sessions import Session, distinct_sessions
from domain.strength_fatigue import StrengthDay, strength_days
from domain.training_load import (
    ACUTE_DAYS,
    CHRONIC_DAYS,
    MINIMUM_HISTORY,
    LoadSeries,
    load_series,
    spike_of,
    zone_of,
)

#: Days after the last session up to which days of rest are told: by then nothing is left of it.
REST_DAYS_TOLD = 90

#: Days before a session among which its largest predecessor is looked for.
SPIKE_DAYS = 30

#: Share of unknown sessions in 28 days above which nothing is said of a ratio, and days of the last seven of
#: which all has to be known.
MOST_UNKNOWN = 0.25
WHOLE_DAYS_OF_SEVEN = 5


@dataclass(frozen=True, slots=True)
class _InUnit:
    """What n days come to in one unit, each (n,). NaN where nothing can be said."""

    daily: FloatArray
    largest: FloatArray
    known: IntArray
    #: Days of which every session is known, days of rest among them.
    whole: BoolArray
    #: The first day with sessions that are all known; n if there is none.
    begin: int
    series: LoadSeries


def load_days(sessions: Iterable[Session], profile: HeartRateProfile, today: date) -> list[LoadDay]:
    """Every day from the first session to today, or to `REST_DAYS_TOLD` days after the last one.

    Each day is told in one unit: in ratings if they cover enough of the sessions of its last 28 days for a
    ratio, or as many as heart rates do, else in those; without sessions, in that of the day before. What
    the unit does not cover is unknown.

    Args:
        sessions: all recordings of one athlete, in any order, copies included.
        profile: what the athlete's heart rates are held against.
        today: the athlete's local day.
    """
    recorded = list(sessions)
    if not recorded:
        return []
    distinct = distinct_sessions(recorded)
    first, last = min(each.day for each in distinct), max(each.day for each in distinct)
    days = (max(last, min(today, last + timedelta(days=REST_DAYS_TOLD))) - first).days + 1
    place = [(each.day - first).days for each in distinct]
    count = np.bincount(place, minlength=days)
    duplicates = _per_day(recorded, first, days) - count
    in_units = {unit: _in_unit(distinct, place, days, unit, profile) for unit in LoadUnit}
    units = _chosen(count, in_units)
    unknown = {unit: count - found.known for unit, found in in_units.items()}
    too_many = {
        unit: (_last(CHRONIC_DAYS, unknown[unit]) > MOST_UNKNOWN * np.maximum(_last(CHRONIC_DAYS, count), 1))
        | (_last(ACUTE_DAYS, ~in_units[unit].whole) > ACUTE_DAYS - WHOLE_DAYS_OF_SEVEN)
        for unit in LoadUnit
    }
    strength = strength_days(recorded)
    return [
        _day(
            first + timedelta(days=day),
            day,
            in_units[unit],
            unit=unit,
            strength=strength.get(first + timedelta(days=day)),
            counts=(int(count[day]), int(unknown[unit][day]), int(duplicates[day])),
            has_too_many_unknown=bool(too_many[unit][day]),
        )
        for day, unit in enumerate(units)
    ]


def _per_day(sessions: Sequence[Session], first: date, days: int) -> IntArray:
    """Recordings of each day; a copy that is dated outside of the days of what is kept is of the nearest."""
    places = [min(max((each.day - first).days, 0), days - 1) for each in sessions]
    return np.bincount(places, minlength=days)


def _in_unit(
    sessions: Sequence[Session], place: Sequence[int], days: int, unit: LoadUnit, profile: HeartRateProfile
) -> _InUnit:
    loads: list[list[float]] = [[] for _ in range(days)]
    has_session = np.zeros(days, dtype=np.bool_)
    for session, day in zip(sessions, place, strict=True):
        has_session[day] = True
        load = session_load(session, unit, profile)
        if not np.isnan(load):
            loads[day].append(load)
    known = np.array([len(of_day) for of_day in loads], dtype=np.intp)
    # Sorted, since the sum of floats depends on their order.
    daily = np.array([sum(sorted(of_day)) for of_day in loads], dtype=np.float64)
    daily[has_session & (known == 0)] = np.nan
    largest = np.array([max(of_day, default=np.nan) for of_day in loads])
    # A part of a day is not a day: what is unknown must not count as nothing.
    whole: BoolArray = known == np.bincount(place, minlength=days)
    told = whole & (known > 0)
    begin = int(np.argmax(told)) if told.any() else days
    counted = np.where(whole, daily, np.nan)
    series = load_series(counted[np.newaxis, begin:]) if begin < days else _no_series()
    return _InUnit(daily, largest, known, whole, begin, series)


def _no_series() -> LoadSeries:
    nothing = np.empty((1, 0))
    return LoadSeries(nothing, nothing, nothing, nothing, nothing, nothing)


def _last(days: int, counts: IntArray | BoolArray) -> IntArray:
    """Sum of each day and of those before it, `days` in all."""
    total: IntArray = np.cumsum(counts)
    total[days:] -= total[:-days].copy()
    return total


def _chosen(count: IntArray, in_units: dict[LoadUnit, _InUnit]) -> list[LoadUnit]:
    by_rating, by_heart_rate = (
        _last(CHRONIC_DAYS, in_units[unit].known) for unit in (LoadUnit.RPE, LoadUnit.TRIMP)
    )
    enough = (1 - MOST_UNKNOWN) * _last(CHRONIC_DAYS, count)
    units: list[LoadUnit] = []
    unit = LoadUnit.RPE
    for day in range(len(count)):
        if by_rating[day] or by_heart_rate[day]:
            is_enough = by_rating[day] >= min(enough[day], by_heart_rate[day])
            unit = LoadUnit.RPE if is_enough else LoadUnit.TRIMP
        units.append(unit)
    return units


def _day(
    of: date,
    day: int,
    found: _InUnit,
    *,
    unit: LoadUnit,
    strength: StrengthDay | None,
    counts: tuple[int, int, int],
    has_too_many_unknown: bool,
) -> LoadDay:
    since = day - found.begin
    series = found.series
    acwr: float | None = None
    if since < 0:
        withheld: Withheld | None = Withheld.NO_KNOWN_LOAD
    elif since < MINIMUM_HISTORY - 1:
        withheld = Withheld.HISTORY_TOO_SHORT
    elif has_too_many_unknown:
        withheld = Withheld.TOO_MANY_UNKNOWN
    else:
        acwr = _known(series.acwr[0, since])
        withheld = Withheld.NO_CHRONIC_LOAD if acwr is None else None
    spike_ratio = _spike_ratio(found, day)
    return LoadDay(
        date=of,
        unit=unit,
        daily_load=_known(found.daily[day]),
        sessions=counts[0],
        unknown_sessions=counts[1],
        duplicates=counts[2],
        acute=_known(series.acute[0, since]) if since >= 0 else None,
        chronic=_known(series.chronic[0, since]) if since >= 0 else None,
        acwr=acwr,
        zone=None if acwr is None else zone_of(acwr),
        withheld=withheld,
        monotony=_known(series.monotony[0, since]) if since >= 0 else None,
        strain=_known(series.strain[0, since]) if since >= 0 else None,
        largest_session=_known(found.largest[day]),
        spike_ratio=spike_ratio,
        spike=None if spike_ratio is None else spike_of(spike_ratio, 1.0),
        strength=strength,
    )


def _spike_ratio(found: _InUnit, day: int) -> float | None:
    """The day's largest session by the largest of the days before; None before there is enough history."""
    if day - found.begin < MINIMUM_HISTORY:
        return None
    before = found.largest[max(0, day - SPIKE_DAYS) : day]
    largest_before = np.nanmax(before) if not np.isnan(before).all() else 0.0
    return _known(found.largest[day] / largest_before) if largest_before > 0 else None


def _known(value: float) -> float | None:
    """Two decimals, or None for NaN."""
    return None if np.isnan(value) else half_up(float(value), 2)
