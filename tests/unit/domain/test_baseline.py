"""Mean, population spread and sufficiency of a history."""

import statistics

import numpy as np
import pytest

from domain.baseline import Baseline, baseline_of

SERIES = [float(v) for v in range(60, 74)]


def _baseline(values: list[float], unusable: int = 0, measured: int = 14, usable: int = 10) -> Baseline:
    history = np.array([[np.nan] * (30 - len(values)) + values])
    good = ~np.isnan(history)
    good[0, 30 - len(values) : 30 - len(values) + unusable] = False
    return baseline_of(history, good, minimum_measured=measured, minimum_usable=usable)


def test_fourteen_values_from_60_to_73() -> None:
    baseline = _baseline(SERIES)
    assert baseline.mean.tolist() == [66.5]
    assert baseline.sd[0] == pytest.approx(statistics.pstdev(SERIES))
    assert baseline.variation[0] == pytest.approx(100 * statistics.pstdev(SERIES) / 66.5)
    assert baseline.measured_days.tolist() == [14]
    assert baseline.sufficient.tolist() == [True]


@pytest.mark.parametrize(
    ("count", "unusable", "sufficient"), [(14, 0, True), (13, 0, False), (14, 4, True), (14, 5, False)]
)
def test_both_minimums(count: int, unusable: int, sufficient: bool) -> None:
    assert _baseline(SERIES[:count], unusable).sufficient.tolist() == [sufficient]


def test_unusable_values_do_not_move_the_mean() -> None:
    assert _baseline([500.0, *SERIES], unusable=1).mean.tolist() == [66.5]


def test_equal_values_have_no_spread() -> None:
    baseline = _baseline([62.3] * 30)
    assert baseline.mean[0] == pytest.approx(62.3)
    assert baseline.sd[0] == pytest.approx(0, abs=1e-9)


def test_nothing_measured_gives_no_number() -> None:
    baseline = _baseline([])
    assert np.isnan(baseline.mean).all()
    assert np.isnan(baseline.sd).all()
    assert not baseline.sufficient.any()


def test_one_value_is_its_own_mean_without_spread() -> None:
    baseline = _baseline([62.0], measured=1, usable=1)
    assert (baseline.mean.tolist(), baseline.sd.tolist(), baseline.sufficient.tolist()) == (
        [62.0],
        [0.0],
        [True],
    )
