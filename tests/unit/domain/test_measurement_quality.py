"""Remarks on how values were measured: each edge, and silence about what is not known."""

from typing import Any

import pytest

from domain.flags import Flag, flags_of
from domain.hrv import assess_hrv
from domain.measurement_quality import baseline_remarks, hrv_remarks, resting_heart_rate_remarks
from domain.resting_heart_rate import assess_resting_heart_rate

SERIES = [float(v) for v in range(60, 74)]


def _remarks(batch: Any) -> list[Flag]:
    hrv, rhr = assess_hrv(batch), assess_resting_heart_rate(batch)
    remarks = (*hrv_remarks(batch, hrv), *resting_heart_rate_remarks(batch, rhr), *baseline_remarks(hrv, rhr))
    return flags_of(remarks, 1)[0]


@pytest.mark.parametrize(
    ("inputs", "code", "values"),
    [
        ({"hrv_quality": "FAIR"}, None, {}),
        ({"hrv_quality": "POOR"}, "HRV_QUALITY_POOR", {}),
        ({"hrv_artifact_percent": 5}, None, {}),
        ({"hrv_artifact_percent": 5.1}, "HRV_ARTIFACTS", {"artifact_percent": 5.1}),
        ({"hrv_duration": 180}, None, {}),
        ({"hrv_duration": 179}, "HRV_RECORDING_SHORT", {"duration": 179.0}),
        ({"hrv_duration": 0}, "HRV_RECORDING_SHORT", {"duration": 0.0}),
        ({"hrv_position": "SUPINE"}, None, {}),
        ({"hrv_position": "SEATED"}, "HRV_NOT_SUPINE", {}),
        ({"hrv_rmssd": 10}, None, {}),
        ({"hrv_rmssd": 9.9}, "HRV_IMPLAUSIBLE", {"rmssd": 9.9}),
        ({"hrv_rmssd": 200}, None, {}),
        ({"hrv_rmssd": 200.1}, "HRV_IMPLAUSIBLE", {"rmssd": 200.1}),
        ({"resting_hr": 30}, None, {}),
        ({"resting_hr": 100}, None, {}),
        ({"resting_hr": 101}, "RHR_IMPLAUSIBLE", {"resting_hr": 101.0}),
    ],
)
def test_edges_of_the_remarks(
    history: Any, one: Any, inputs: dict[str, Any], code: str | None, values: dict[str, float]
) -> None:
    remarks = _remarks(one(history(SERIES, SERIES), **{"hrv_rmssd": 66, "resting_hr": 60} | inputs))
    assert [(remark["code"], remark["severity"], remark["values"]) for remark in remarks] == (
        [(code, "INFO", values)] if code else []
    )


def test_without_a_measurement_there_is_nothing_to_remark(history: Any, one: Any) -> None:
    about_nothing = {"hrv_quality": "POOR", "hrv_duration": 10, "hrv_position": "SEATED"}
    assert _remarks(one(history(SERIES[:3], SERIES[:3]), **about_nothing)) == []


def test_a_young_baseline_is_told_with_its_days(history: Any, one: Any) -> None:
    remarks = _remarks(one(history(SERIES[:9], SERIES[:6]), hrv_rmssd=66, resting_hr=60))
    assert [(remark["code"], remark["values"]) for remark in remarks] == [
        ("HRV_BASELINE_INSUFFICIENT", {"measured_days": 9, "usable_days": 9}),
        ("RHR_BASELINE_INSUFFICIENT", {"measured_days": 6, "usable_days": 6}),
    ]


@pytest.mark.parametrize(("spread", "remarked"), [(25.0, False), (25.04, False), (25.1, True)])
def test_a_baseline_that_varies_a_lot_is_told(history: Any, one: Any, spread: float, remarked: bool) -> None:
    # Half of the values above and half below 100 by the spread: the coefficient of variation is the spread.
    values = [100 - spread, 100 + spread] * 7
    codes = [remark["code"] for remark in _remarks(one(history(values), hrv_rmssd=100))]
    assert codes == (["HRV_BASELINE_VARIABLE"] if remarked else [])
