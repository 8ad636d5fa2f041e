"""Values out of a field's range count as missing."""

import numpy as np

from domain.accepted import accepted


def test_keeps_the_range_and_its_edges() -> None:
    values = np.array([0.0, 0.9, 1.0, 62.5, 300.0, 300.1, np.inf, -np.inf, np.nan])
    kept = accepted(values, "hrv_rmssd")
    assert kept[2:5].tolist() == [1.0, 62.5, 300.0]
    assert np.isnan(kept[[0, 1, 5, 6, 7, 8]]).all()


def test_zero_is_kept_where_the_range_has_it() -> None:
    assert accepted(np.array([0.0]), "sleep_hours").tolist() == [0.0]
