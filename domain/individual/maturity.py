"""How much a baseline rests on, by the number of days in it and by how long ago the last of them is."""

from enum import StrEnum

import numpy as np

from domain.arrays import BoolArray, IntArray

#: Valid days that each step needs.
PROVISIONAL_DAYS = 7
USABLE_DAYS = 14
ESTABLISHED_DAYS = 30
#: The last one where the baseline has four weeks and not two months.
ESTABLISHED_DAYS_OF_FOUR_WEEKS = 21
#: A baseline whose newest value is older than so many days says nothing about today.
STALE_AFTER_DAYS = 14


class Maturity(StrEnum):
    """In the order of trust."""

    STALE = "STALE"
    BUILDING = "BUILDING"
    PROVISIONAL = "PROVISIONAL"
    USABLE = "USABLE"
    ESTABLISHED = "ESTABLISHED"


#: Maturity by its place in the order of trust.
MATURITIES = tuple(str(each) for each in Maturity)


def is_young(valid: BoolArray) -> BoolArray:
    """Whether the newest valid day of each baseline is recent enough to say something about today."""
    young: BoolArray = np.logical_or.reduce(valid[:, -STALE_AFTER_DAYS:], axis=1)
    return young


def maturity_of(valid: BoolArray, established: int = ESTABLISHED_DAYS) -> tuple[IntArray, BoolArray]:
    """Tell each baseline's maturity, and whether it allows a verdict.

    Args:
        valid: (n, days), which days of each baseline have a valid value; yesterday last.
        established: valid days that the last step needs.

    Returns:
        (n,) places in MATURITIES, and (n,) whether today's value may be judged: neither BUILDING nor STALE.
    """
    days: IntArray = np.count_nonzero(valid, axis=1)
    step = np.searchsorted((PROVISIONAL_DAYS, USABLE_DAYS, established), days, side="right")
    stale = (days > 0) & ~is_young(valid)
    # STALE comes before BUILDING, the first of the steps.
    return np.where(stale, 0, step + 1), (step > 0) & ~stale
