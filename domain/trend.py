"""The last seven calendar days, ending on the day of the check-in."""

from enum import StrEnum

import numpy as np

from domain.arrays import BoolArray, FloatArray, IntArray
from domain.bands import named

#: Days of a trend, today included.
WEEK = 7
#: Measurements before today that a trend needs within the week.
MINIMUM_EARLIER = 3


class Trend(StrEnum):
    """Which way the week goes."""

    IMPROVING = "IMPROVING"
    STABLE = "STABLE"
    DECLINING = "DECLINING"


_TRENDS = (Trend.STABLE, Trend.IMPROVING, Trend.DECLINING)


def week_of(history: FloatArray, today: FloatArray) -> FloatArray:
    """The week as (n, 7), oldest first: six days of history, then today. NaN is a day without a value."""
    return np.column_stack((history[:, -(WEEK - 1) :], today))


def has_trend(week: FloatArray) -> BoolArray:
    """Whether the week has enough measurements before today to speak of a trend."""
    enough: BoolArray = np.count_nonzero(~np.isnan(week[:, :-1]), axis=1) >= MINIMUM_EARLIER
    return enough


def falling_days(week: FloatArray) -> IntArray:
    """Days in a row, ending today, on which the value was below the day before's.

    Only calendar neighbours are compared, so a day without a value ends the run.
    """
    return run_ending_today(week[:, 1:] < week[:, :-1])


def run_ending_today(days: BoolArray) -> IntArray:
    """How many days in a row fulfil the condition, counted back from today (the last column)."""
    run: IntArray = np.logical_and.accumulate(days[:, ::-1], axis=1).sum(axis=1)
    return run


def trend_of(improving: BoolArray, declining: BoolArray, known: BoolArray) -> list[str | None]:
    """Name each trend: improving wins over declining, neither is stable; None where it is not known."""
    return named(_TRENDS, np.where(improving, 1, np.where(declining, 2, 0)), known)
