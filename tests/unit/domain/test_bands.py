"""Tables: who gets a value that lies on an edge."""

import numpy as np

from domain.bands import Bands, named

UPPER = Bands(
    edges=(1.0, 2.0), statuses=("low", "middle", "high"), scores=(0.0, 5.0, 10.0), edge_opens="upper"
)
LOWER = Bands(
    edges=(1.0, 2.0), statuses=("low", "middle", "high"), scores=(0.0, 5.0, 10.0), edge_opens="lower"
)
VALUES = np.array([0.9, 1.0, 1.1, 2.0, 2.1, np.nan])
KNOWN = ~np.isnan(VALUES)


def test_an_edge_belongs_to_the_range_it_opens_or_closes() -> None:
    assert UPPER.status(UPPER.place(VALUES), KNOWN) == ["low", "middle", "middle", "high", "high", None]
    assert LOWER.status(LOWER.place(VALUES), KNOWN) == ["low", "low", "middle", "middle", "high", None]


def test_scores_follow_the_places() -> None:
    np.testing.assert_array_equal(UPPER.score(UPPER.place(VALUES), KNOWN), [0, 5, 5, 10, 10, np.nan])


def test_names_are_plain_strings() -> None:
    (name,) = named(UPPER.statuses, np.array([2]), np.array([True]))
    assert type(name) is str
