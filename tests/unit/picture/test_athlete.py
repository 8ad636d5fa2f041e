"""The picture: every day has its place, and what is not known of a day is not made up."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from picture.athlete import days_to_read, picture_of
from picture.day import LoadDay, Place
from picture.document import as_document
from picture.judged import BEFORE
from picture.load import load_days
from picture.verdict import Standing
from tests.check_in_rows import CLIENT, NOTHING, TODAY, row, scored


def test_it_has_every_day_oldest_first_and_todays_last() -> None:
    picture = picture_of([scored(3), scored(0)], 14)
    assert [day.date for day in picture.days] == [TODAY - timedelta(days=back) for back in range(13, -1, -1)]
    assert [day.has_check_in for day in picture.days[-4:]] == [True, False, False, True]
    assert (picture.client_id, picture.name, picture.time_zone) == (CLIENT, "Kim", "Europe/Stockholm")


def test_a_gap_is_a_gap() -> None:
    gap = picture_of([scored(3, hrv_rmssd=60, resting_hr=50), scored(0)], 14).days[-2]
    assert (gap.hrv.rmssd, gap.rate.bpm, gap.wellness, gap.readiness) == (None, None, None, None)


def test_zero_is_a_value() -> None:
    assert picture_of([scored(0, score=0.0, wellness_score=0.0)], 14).days[-1].readiness == 0.0


def test_without_check_ins_all_days_are_empty() -> None:
    picture = picture_of([NOTHING], 30)
    assert picture.verdict.standing is Standing.NO_CHECK_INS
    assert len(picture.days) == 30
    assert not any(day.has_check_in for day in picture.days)
    assert picture.newest == picture.days[-1]


def test_results_of_older_inputs_are_not_shown() -> None:
    picture = picture_of([scored(0, assessed_revision=0, wellness_score=9.0)], 14)
    today = picture.days[-1]
    assert today.is_pending
    assert (today.readiness, today.readiness_level, today.wellness) == (None, None, None)
    assert picture.verdict.standing is Standing.PENDING
    assert picture.verdict.score is None


def steady(days: range, rmssd: float = 60.0) -> list[dict[str, Any]]:
    return [row(back, hrv_rmssd=rmssd + (back % 2), resting_hr=50 + back % 2) for back in reversed(days)]


def test_each_day_is_judged_by_the_days_before_it() -> None:
    rows = [*steady(range(1, 60)), row(0, hrv_rmssd=40, resting_hr=60)]
    today = picture_of(rows, 14).days[-1]
    assert today.hrv.place is Place.LOW
    assert today.hrv.band is not None
    assert 57 < today.hrv.band.low < 60 < today.hrv.band.middle < 61 < today.hrv.band.high < 64
    assert today.rate.level == "HIGH"
    assert today.rate.band is not None
    assert today.rate.band.low < today.rate.band.middle < today.rate.band.high < 53


@pytest.mark.parametrize("back", [1, 5, 13])
def test_a_later_day_changes_no_earlier_one(back: int) -> None:
    rows = steady(range(80))
    later = [*rows[:-back], *(dict(found, hrv_rmssd=20, resting_hr=90) for found in rows[-back:])]
    before, after = picture_of(rows, 14).days[:-back], picture_of(later, 14).days[:-back]
    assert before == after


def test_days_before_those_that_are_shown_count() -> None:
    picture = picture_of(steady(range(days_to_read(14))), 14)
    assert days_to_read(14) == 14 + BEFORE
    assert picture.days[0].hrv.baseline_days == 60
    assert picture.days[0].hrv.week is not None


def test_a_young_baseline_has_no_band_and_gives_no_verdict() -> None:
    picture = picture_of(steady(range(5)), 14)
    today = picture.days[-1]
    assert today.hrv.rmssd == 60
    assert (today.hrv.band, today.hrv.place, today.hrv.maturity) == (None, None, "BUILDING")
    assert (today.rate.band, today.rate.level) == (None, None)


@pytest.mark.parametrize(
    "poor", [{"hrv_quality": "POOR"}, {"hrv_artifact_percent": 5.1}, {"hrv_rmssd": 260.0}, {"hrv_rmssd": 4.0}]
)
def test_a_poor_recording_is_shown_and_not_counted(poor: dict[str, Any]) -> None:
    rows = [*steady(range(1, 40)), row(0, **{"hrv_rmssd": 30.0} | poor)]
    today = picture_of(rows, 14).days[-1]
    assert today.hrv.rmssd is not None
    assert not today.hrv.is_counted
    assert today.hrv.place is None


def test_mornings_are_not_compared_with_nights() -> None:
    nights = [row(back, hrv_rmssd=90.0, hrv_protocol="OVERNIGHT") for back in range(40, 10, -1)]
    mornings = steady(range(10))
    today = picture_of([*nights, *mornings], 30).days[-1].hrv
    assert today.baseline_days == 9
    assert today.band is not None
    assert today.band.high < 70


def test_load_is_sorted_and_cut_to_the_days_shown() -> None:
    days = [LoadDay(TODAY - timedelta(days=back), load=100.0) for back in (0, 13, 14, 3, -1)]
    shown = picture_of([scored(0)], 14, days).load
    assert [day.date for day in shown] == [TODAY - timedelta(days=back) for back in (13, 3, 0)]


STORED_LOAD = {
    "date": TODAY,
    "daily_load": 300.0,
    "acute": 280.0,
    "chronic": 250.0,
    "acwr": 1.12,
    "zone": "OPTIMAL",
    "withheld": None,
    "spike": "NONE",
    "spike_ratio": 0.9,
}


@pytest.mark.parametrize(
    ("stored", "reading", "spike_ratio"),
    [
        ({}, "Load about as usual", None),
        ({"spike": "SMALL", "spike_ratio": 1.2}, "Load about as usual", 1.2),
        ({"zone": None, "withheld": "NO_CHRONIC_LOAD"}, "There is no usual load to compare with", None),
        ({"zone": "SOMETHING_NEW"}, None, None),
    ],
)
def test_load_in_words(stored: dict[str, Any], reading: str | None, spike_ratio: float | None) -> None:
    (day,) = load_days([STORED_LOAD | stored])
    assert (day.load, day.acute, day.chronic, day.ratio) == (300.0, 280.0, 250.0, 1.12)
    assert (day.reading, day.spike_ratio) == (reading, spike_ratio)


def test_the_document_is_json_and_says_it_all() -> None:
    document = json.loads(json.dumps(as_document(picture_of([scored(0, hrv_rmssd=61.5)], 14))))
    assert document["verdict"]["standing"] == "KNOWN"
    assert document["client_id"] == str(CLIENT)
    assert date.fromisoformat(document["days"][-1]["date"]) == TODAY
    assert document["days"][-1]["hrv"]["rmssd"] == 61.5
    assert document["verdict"]["reasons"][0]["contribution"] == 0.81
