"""A table that turns a value into a named status and a component score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from domain.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Bands:
    """Consecutive ranges, lowest first, with one more range than there are edges.

    `edge_opens` says whom a value exactly on an edge belongs to: "upper" for tables written with >=,
    "lower" for tables written with <=.
    """

    edges: tuple[float, ...]
    statuses: tuple[str, ...]
    edge_opens: Literal["upper", "lower"]
    #: Component score of each range; empty where the value is a score itself.
    scores: tuple[float, ...] = ()

    def place(self, values: FloatArray) -> IntArray:
        """Index of the range that each value falls into. Meaningless where a value is NaN."""
        return np.searchsorted(self.edges, values, side="right" if self.edge_opens == "upper" else "left")

    def score(self, places: IntArray, where: BoolArray) -> FloatArray:
        """Component score 0..10 of each place; NaN where the mask is false."""
        return np.where(where, np.take(self.scores, places, mode="clip"), np.nan)

    def status(self, places: IntArray, where: BoolArray) -> list[str | None]:
        """Status of each place as a plain string; None where the mask is false."""
        return named(self.statuses, places, where)


def named(names: Sequence[str], places: IntArray, where: BoolArray) -> list[str | None]:
    """Look up each place's name as a plain string; None where the mask is false."""
    plain = [str(name) for name in names]
    return [
        plain[place] if known else None for place, known in zip(places.tolist(), where.tolist(), strict=True)
    ]
