"""Batches from rows as a database hands them over."""

from dataclasses import replace

import numpy as np
import pytest

from domain.assessment import CheckInBatch, CheckInInputs, DayHistory


def test_none_becomes_nan_and_zero_stays_zero() -> None:
    batch = CheckInBatch.from_rows([CheckInInputs(sleep_hours=0, hrv_artifact_percent=0)], [DayHistory()])
    assert batch.sleep_hours.tolist() == [0.0]
    assert batch.hrv_artifact_percent.tolist() == [0.0]
    assert np.isnan(batch.hrv_rmssd).all()
    assert np.isnan(batch.injury_pain).all()


LIFTED = {"seconds": 3600.0, "sources": {"MANUAL": 1}}


def test_plain_tuples_do() -> None:
    row = (62.0, "POOR", 1.5, 200, "SEATED", "OVERNIGHT", 51, 7, 7.5, 2, 8, 7, 3, 1, "LUTEAL", 20, True)
    past = DayHistory([1, 3], [60.0, None], ["POOR", None], [None, 6.0], [50, 52], mood=[4, None])
    batch = CheckInBatch.from_rows([row], [past.pack()], [("individual", "NORWEGIAN", 1.2, {"2": LIFTED})])
    assert batch.hrv_rmssd.tolist() == [62.0]
    assert batch.injury_pain.tolist() == [1.0]
    assert batch.hrv_quality_poor.tolist() == [True]
    assert batch.hrv_not_supine.tolist() == [True]
    assert (batch.ill.tolist(), batch.hrv_overnight.tolist()) == ([True], [True])
    assert (batch.cycle_phase.tolist(), batch.cycle_day.tolist()) == ([3], [20.0])
    assert (batch.by_own_spread.tolist(), batch.norwegian.tolist(), batch.acwr.tolist()) == (
        [True],
        [True],
        [1.2],
    )
    assert batch.hrv_history[0, 65] == 60.0
    assert batch.hrv_history_poor[0].nonzero()[0].tolist() == [65]
    assert batch.hrv_history_artifact[0, 63] == 6.0
    assert batch.resting_hr_history[0, [63, 65]].tolist() == [52.0, 50.0]
    assert batch.mood_history[0, 65] == 4.0
    assert np.isnan(batch.mood_history[0, 63])


@pytest.mark.parametrize(("position", "not_supine"), [(None, False), ("SUPINE", False), ("SEATED", True)])
def test_an_unknown_position_is_no_other_position(position: str | None, not_supine: bool) -> None:
    batch = CheckInBatch.from_rows([CheckInInputs(hrv_position=position)], [DayHistory()])
    assert batch.hrv_not_supine.tolist() == [not_supine]


def test_an_empty_batch_is_a_batch() -> None:
    assert len(CheckInBatch.from_rows([], [])) == 0


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="1 check-ins, but 0 histories"):
        CheckInBatch.from_rows([CheckInInputs()], [])
    batch = CheckInBatch.from_rows([CheckInInputs()], [DayHistory()])
    with pytest.raises(ValueError, match=r"hrv_history has the shape \(1, 65\), and must have \(1, 66\)"):
        replace(batch, hrv_history=np.zeros((1, 65)))
