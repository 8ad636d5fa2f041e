"""The workload ratio's table, and its two extremes."""

import numpy as np
import pytest

from domain.acwr import assess_acwr
from domain.flags import flags_of


@pytest.mark.parametrize(
    ("ratio", "score"),
    [
        (0.295, 5),  # 0.30 as shown
        (0.3, 5),
        (0.49, 5),
        (0.5, 7),
        (0.79, 7),
        (0.8, 10),
        (1.3, 10),
        (1.31, 6),
        (1.5, 6),
        (1.51, 3),
        (1.8, 3),
        (1.804, 3),
        (1.81, 1),
        (4.0, 1),
    ],
)
def test_edges_of_the_table(ratio: float, score: float) -> None:
    assert assess_acwr(np.array([ratio])).score.tolist() == [score]


@pytest.mark.parametrize("ratio", [0.0, 0.29, 0.294])
def test_b11_hardly_any_load_has_no_score(ratio: float) -> None:
    """A low score would ask for even less."""
    assert np.isnan(assess_acwr(np.array([ratio])).score).all()


def test_only_the_upper_extreme_is_an_overload() -> None:
    acwr = assess_acwr(np.array([0.29, 0.3, 1.8, 1.81, np.nan]))
    assert acwr.overload.tolist() == [False, False, False, True, False]
    assert [[flag["code"] for flag in flags] for flags in flags_of(acwr.yellow_flags(), 5)] == [
        ["LOAD_FAR_BELOW_USUAL"],
        [],
        [],
        ["LOAD_FAR_ABOVE_USUAL"],
        [],
    ]


@pytest.mark.parametrize("ratio", [np.nan, np.inf, -0.1])
def test_what_is_no_ratio_is_unknown(ratio: float) -> None:
    assert np.isnan(assess_acwr(np.array([ratio])).score).all()
