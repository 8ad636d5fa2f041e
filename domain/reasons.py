"""Why a score is what it is: each component with its weight and its pull, the largest pull first."""

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import TypeAlias

import numpy as np

from domain.arrays import FloatArray
from domain.flags import Source
from domain.readiness import COMPONENTS, Readiness
from domain.rounding import half_up_all

#: Pulls are measured from here: the lowest score of a good day. They add up to the score minus this.
REFERENCE = 7.0

#: One component's part in a score, ready to be stored as JSON: `component`, `score`, `weight`,
#: `contribution`, and what the component adds to explain itself (its status, trend, days of baseline).
Reason: TypeAlias = dict[str, str | float | None]

#: What a component adds to its reasons: name to one value per check-in.
Details: TypeAlias = Mapping[str, Sequence[str | float | None]]


def reasons_of(readiness: Readiness, details: Mapping[Source, Details]) -> list[list[Reason]]:
    """List each check-in's reasons, the largest pull in either direction first; empty without a score.

    A contribution is weight x (component score - 7.0), to two decimals.
    """
    pulls = np.nan_to_num(readiness.weights * (readiness.components - REFERENCE))
    parts = [
        _parts(source, readiness, pulls, row, details.get(source, {}))
        for row, source in enumerate(COMPONENTS)
    ]
    largest_first = np.argsort(-np.abs(pulls), axis=0, kind="stable").T.tolist()
    return [
        [part for row in order if (part := its_parts[row]) is not None]
        for order, its_parts in zip(largest_first, zip(*parts, strict=True), strict=True)
    ]


def _parts(
    source: Source, readiness: Readiness, pulls: FloatArray, row: int, details: Details
) -> list[Reason | None]:
    """One component's reason for every check-in; None where the component is missing."""
    names = ("component", "score", "weight", "contribution", *details)
    weights = half_up_all(readiness.weights[row], 4).tolist()
    columns = zip(
        repeat(source.value),
        readiness.components[row].tolist(),
        weights,
        half_up_all(pulls[row], 2).tolist(),
        *details.values(),
    )
    return [
        dict(zip(names, values, strict=True)) if weight else None
        for values, weight in zip(columns, weights, strict=True)
    ]
