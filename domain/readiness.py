"""Readiness: one score from the components that exist, its level and its confidence."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from domain.arrays import BoolArray, FloatArray, IntArray
from domain.bands import Bands, named
from domain.flags import Source
from domain.rounding import half_up_all

#: Components, in the order of the arrays below, with their percent of the whole.
COMPONENTS = {Source.HRV: 35, Source.WELLNESS: 30, Source.RHR: 20, Source.ACWR: 15}
_WEIGHTS = np.array(list(COMPONENTS.values()), dtype=np.float64)[:, np.newaxis]

#: Components that a confidence of MEDIUM, and of HIGH, needs.
MEDIUM_CONFIDENCE = 2
HIGH_CONFIDENCE = 4


class ReadinessLevel(StrEnum):
    """The score in words."""

    EXCELLENT = "EXCELLENT"
    GOOD = "GOOD"
    FAIR = "FAIR"
    POOR = "POOR"
    VERY_POOR = "VERY_POOR"


class Confidence(StrEnum):
    """How much the score rests on."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"


#: Score to level.
BANDS = Bands(
    edges=(4.0, 5.5, 7.0, 8.5),
    statuses=(
        ReadinessLevel.VERY_POOR,
        ReadinessLevel.POOR,
        ReadinessLevel.FAIR,
        ReadinessLevel.GOOD,
        ReadinessLevel.EXCELLENT,
    ),
    edge_opens="upper",
)


@dataclass(frozen=True, slots=True)
class Readiness:
    """Readiness of n check-ins. Numbers are NaN, and texts None, where nothing can be said."""

    #: Component scores and the weights that they got, (4, n), in the order of COMPONENTS. The weights of
    #: a check-in that has any component sum to 1; a missing component has weight 0.
    components: FloatArray
    weights: FloatArray
    #: 0..10, one decimal. The level is decided on this value.
    score: FloatArray
    place: IntArray

    @property
    def known(self) -> BoolArray:
        """Whether there is a score."""
        return ~np.isnan(self.score)

    @property
    def level(self) -> list[str | None]:
        """The score in words."""
        return BANDS.status(self.place, self.known)


def combine(components: FloatArray) -> Readiness:
    """Take the weighted mean of the components that exist.

    The weight of a missing component is spread over the others in proportion, so that what is unknown
    pulls the score neither up nor down. Load joins other components and is never a score alone.

    Args:
        components: (4, n) in the order of COMPONENTS, each 0..10, NaN where missing.
    """
    present = ~np.isnan(components)
    # The last component is load.
    present[-1] &= present[:-1].any(axis=0)
    weights = np.where(present, _WEIGHTS, 0.0)
    whole = weights.sum(axis=0)
    points = np.where(present, _WEIGHTS * components, 0.0).sum(axis=0)
    score = half_up_all(np.divide(points, whole, out=np.full(whole.shape, np.nan), where=whole > 0), 1)
    return Readiness(
        components=np.where(present, components, np.nan),
        weights=weights / np.maximum(whole, 1.0),
        score=score,
        place=BANDS.place(score),
    )


def confidence_of(readiness: Readiness, wellness_coverage: FloatArray) -> list[str | None]:
    """Count the components, and go one step down where questions of wellness were left open."""
    count = np.count_nonzero(readiness.weights, axis=0)
    step = (count >= MEDIUM_CONFIDENCE).astype(np.intp) + (count >= HIGH_CONFIDENCE)
    lowered = np.maximum(step - (wellness_coverage < 1), 0)
    return named(tuple(Confidence), lowered, readiness.known)
