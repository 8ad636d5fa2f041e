"""How much a result may be trusted: what its baselines rest on, and how much of it there is."""

import numpy as np

from domain.arrays import BoolArray, FloatArray, IntArray
from domain.bands import named
from domain.batch import CheckInBatch
from domain.individual.composite import Composite
from domain.individual.maturity import ESTABLISHED_DAYS_OF_FOUR_WEEKS, MATURITIES, maturity_of
from domain.individual.signals import Signals
from domain.readiness import Confidence

#: Share of the weight that a confidence of MEDIUM, and of HIGH, needs.
MEDIUM_COVERAGE = 0.65
HIGH_COVERAGE = 0.85

#: Days of the baselines other than that of HRV.
_DAYS = 28
#: What each maturity allows: LOW, MEDIUM or HIGH.
_ALLOWS = np.array([0, 0, 0, 1, 2])


def maturity_of_batch(batch: CheckInBatch, signals: Signals, composite: Composite) -> IntArray:
    """Place in `MATURITIES` of each check-in: the least mature baseline among those that its score uses.

    Without a score it is the least mature among the signals that the check-in gives, and of HRV where it
    gives none.
    """
    others = (signals.rate.valid[:, -_DAYS:], signals.feeling.valid, signals.sleep.valid)
    places, _ = maturity_of(np.concatenate(others), ESTABLISHED_DAYS_OF_FOUR_WEEKS)
    steps = np.concatenate((signals.hrv.maturity_place, places)).reshape(1 + len(others), -1)
    used = ~np.isnan(composite.contributions)
    counted = np.stack([used[0] | used[1], used[2], used[3], used[4]])
    given = np.stack(
        [
            ~np.isnan(batch.hrv_rmssd),
            ~np.isnan(batch.resting_hr),
            ~np.isnan(signals.feeling.score),
            ~(np.isnan(batch.sleep_hours) & np.isnan(batch.sleep_quality)),
        ]
    )
    chosen = np.where(counted.any(axis=0), counted, given)
    least = np.where(chosen, steps, len(MATURITIES)).min(axis=0)
    weakest: IntArray = np.where(chosen.any(axis=0), least, steps[0])
    return weakest


def confidence_of(maturity: IntArray, coverage: FloatArray, known: BoolArray) -> list[str | None]:
    """The lower of what maturity and coverage allow; None without a score."""
    # A sum of hundredths may miss an edge by a hair.
    covered = (coverage >= MEDIUM_COVERAGE - 1e-9).astype(np.intp) + (coverage >= HIGH_COVERAGE - 1e-9)
    return named(tuple(Confidence), np.minimum(_ALLOWS[maturity], covered), known)
