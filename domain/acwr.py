"""Acute to chronic workload ratio as a component of readiness: its table, and its two extremes apart.

The ratio is context and not a forecast of injury; it joins a score and never makes one alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from domain.arrays import BoolArray, FloatArray
from domain.flags import Code, Rule, Severity, Source
from domain.rounding import half_up_all

#: Beyond these the ratio is extreme: far more load than usual, or hardly any.
OVERLOAD = 1.8
UNDERLOAD = 0.3


@dataclass(frozen=True, slots=True)
class AcwrAssessment:
    """Ratios of n check-ins, NaN where unknown."""

    #: Two decimals. Everything is decided on this value.
    ratio: FloatArray
    #: Component of readiness, 0..10; NaN too where there was hardly any load: a low score would ask for less.
    score: FloatArray

    @property
    def overload(self) -> BoolArray:
        """Far more load than usual, which asks for a cut. The other extreme does not."""
        above: BoolArray = self.ratio > OVERLOAD
        return above

    def yellow_flags(self) -> Iterator[Rule]:
        """One flag for each extreme."""
        ratio = {"ratio": self.ratio}
        yield Rule(Code.LOAD_FAR_ABOVE_USUAL, Severity.WARNING, Source.ACWR, self.overload, ratio)
        yield Rule(Code.LOAD_FAR_BELOW_USUAL, Severity.INFO, Source.ACWR, self.ratio < UNDERLOAD, ratio)


def assess_acwr(ratio: FloatArray) -> AcwrAssessment:
    """Score ratios by the product's table. Negative and infinite ratios count as unknown."""
    known = np.where(np.isfinite(ratio) & (ratio >= 0), ratio, np.nan)
    r = half_up_all(known, 2)
    table = [np.isnan(r), r < UNDERLOAD, r < 0.5, r < 0.8, r <= 1.3, r <= 1.5, r <= OVERLOAD]  # noqa: PLR2004
    score = np.select(table, [np.nan, np.nan, 5.0, 7.0, 10.0, 6.0, 3.0], default=1.0)
    return AcwrAssessment(ratio=r, score=score)
