"""The verdict: it is of today or says that it is not, and nothing unknown looks like a good day."""

from typing import Any

import pytest

from domain.individual.reading import Reading
from picture.verdict import Standing, verdict_of
from picture.words import in_words
from tests.check_in_rows import TODAY, row, scored


def test_todays_readiness_with_its_reasons() -> None:
    verdict = verdict_of(scored(0), TODAY)
    assert (verdict.standing, verdict.score, verdict.level) == (Standing.KNOWN, 7.4, "GOOD")
    assert verdict.confidence == "MEDIUM"
    assert verdict.recommendation == "Consider training as planned: the signals are about as usual."
    first, second = verdict.reasons
    assert (first.label, first.contribution, first.direction) == ("Heart rate variability", 0.81, "up")
    assert first.details == "good, trend stable, 28 days of baseline"
    assert (second.label, second.direction) == ("Wellness", "down")
    assert "7" in verdict.pull_unit


def test_an_older_check_in_says_nothing_of_today() -> None:
    verdict = verdict_of(scored(3), TODAY)
    assert (verdict.standing, verdict.age_days, verdict.score) == (Standing.NOT_TODAY, 3, 7.4)


@pytest.mark.parametrize(("age", "standing"), [(0, Standing.PENDING), (2, Standing.NOT_TODAY)])
def test_what_is_not_assessed_yet_has_no_score(age: int, standing: Standing) -> None:
    verdict = verdict_of(scored(age, revision=2), TODAY)
    assert verdict.standing is standing
    assert (verdict.score, verdict.level, verdict.reasons) == (None, None, ())


def test_too_little_for_a_score_is_an_answer() -> None:
    verdict = verdict_of(row(0, reasons=None, engine="percent-1"), TODAY)
    assert verdict.standing is Standing.NOT_ENOUGH_DATA
    assert verdict.recommendation == "There is too little to go by today for any advice."


def test_flags_are_told_in_words() -> None:
    flag = {
        "code": "HRV_FAR_BELOW_BASELINE",
        "severity": "CRITICAL",
        "source": "hrv",
        "values": {"percent": 70.5},
    }
    unknown = {"code": "SOMETHING_NEW", "severity": "INFO", "source": "hrv", "values": {}}
    verdict = verdict_of(scored(0, red_flags=[flag], yellow_flags=[unknown]), TODAY)
    assert verdict.red_flags == ("HRV is at 70.5 % of your usual",)
    assert verdict.yellow_flags == ("something new",)


def test_reasons_of_the_engine_that_counts_in_standard_deviations() -> None:
    reasons = [{"component": "hrvWeek", "weight": 0.1, "contribution": -0.12, "z": -1.2}]
    verdict = verdict_of(scored(0, reasons=reasons, engine="individual-1"), TODAY)
    assert (verdict.reasons[0].z, verdict.reasons[0].score) == (-1.2, None)
    assert "standard deviations" in verdict.pull_unit


@pytest.mark.parametrize("stored", [None, "text", 3, ["text", 3, None], [{"weight": 1}]])
def test_strange_reasons_are_left_out(stored: Any) -> None:
    assert verdict_of(scored(0, reasons=stored), TODAY).reasons == ()


def test_the_other_way_of_judging_is_told_where_it_is_stored() -> None:
    other = {"engine": "individual-1", "score": 5.1, "level": "POOR", "reading": "ACUTE_DROP"}
    values = {"individual_result": other, "percent_result": {"engine": "percent-1"}}
    values["disagreement"] = {"stricter": "individual", "percent": "PROCEED", "individual": "EASY_DAY"}
    verdict = verdict_of(scored(0, **values), TODAY)
    assert verdict.other is not None
    assert (verdict.other.engine, verdict.other.score) == ("individual-1", 5.1)
    assert verdict.reading == "low today, the week as usual"
    assert verdict.disagreement == (
        "the two ways of judging differ. Judged by the product's tables: proceed;"
        " by the athlete's own spread: easy day (the stricter)"
    )
    assert verdict_of(scored(0), TODAY).other is None


def test_no_reading_is_an_advice_and_each_has_its_words() -> None:
    said = {
        reading: verdict_of(scored(0, individual_result={"reading": reading.value}), TODAY).reading
        for reading in Reading
    }
    assert said[Reading.AS_PLANNED] == "usual"
    assert said[Reading.NEUTRAL_HIGH] == "high today, neutral"
    assert all(
        words != in_words(reading.value) and "planned" not in str(words) for reading, words in said.items()
    )


def test_sleep_is_told_in_hours_beside_its_reason() -> None:
    reasons = [{"component": "sleep", "weight": 0.15, "contribution": -0.12, "z": -1.2}]
    individual = {"engine": "individual-1", "sleep": {"z": -1.2, "needHours": 8.0, "days": 28}}
    values = {"reasons": reasons, "engine": "individual-1", "individual_result": individual}
    (reason,) = verdict_of(scored(0, sleep_hours=6.5, **values), TODAY).reasons
    assert reason.details == "6.5 hours slept, 8.0 needed"
