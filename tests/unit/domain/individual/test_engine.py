"""The engine as a whole: its score, its advice, its flags, and how far it trusts itself."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.assessment import CheckInBatch, CheckInInputs, DayHistory, assess
from domain.circumstances import Circumstances
from domain.history import ANSWERS

#: A check-in like every other one of this athlete.
USUAL = CheckInInputs(
    hrv_rmssd=60.0,
    resting_hr=50.0,
    sleep_quality=7,
    sleep_hours=7.5,
    muscle_soreness=3,
    energy_level=7,
    mood=7,
    stress=3,
    injury_pain=1,
)


def past(days: int = 66, **columns: Any) -> DayHistory:
    """Days that vary evenly around the usual: HRV by a tenth, heart rate by two, answers by one step."""
    turn = [(-1) ** day for day in range(days)]
    usual: dict[str, Any] = {
        "hrv_rmssd": [60.0 * 1.1**way for way in turn],
        "resting_hr": [50.0 + 2 * way for way in turn],
        "sleep_hours": [7.5 + way / 2 for way in turn],
        **{name: [getattr(USUAL, name) + way for way in turn] for name in ANSWERS},
    }
    return DayHistory(range(days, 0, -1), **(usual | columns))


def own(before: DayHistory | None = None, acwr: float | None = None, **said: Any) -> dict[str, Any]:
    """All columns of one check-in of a business that goes by the athlete's own spread."""
    batch = CheckInBatch.from_rows(
        [USUAL._replace(**said)], [before or past()], [Circumstances("individual", None, acwr)]
    )
    results = assess(batch)
    return {name: getattr(results, name)[0] for name in results.__slots__}


def codes(result: dict[str, Any]) -> set[str]:
    return {flag["code"] for flag in (*result["red_flags"], *result["yellow_flags"])}


def test_a_usual_day_is_a_good_one_as_planned() -> None:
    result = own()
    assert result["engine"] == "individual-1"
    assert (result["readiness_score"], result["readiness_level"]) == (5.8, "GOOD")
    assert (result["recommended_action"], result["readiness_confidence"]) == ("PROCEED", "HIGH")
    assert result["baseline_maturity"] == "ESTABLISHED"
    assert result["individual_result"]["reading"] == "AS_PLANNED"
    assert codes(result) == set()


@pytest.mark.parametrize(
    ("said", "action", "flag"),
    [
        ({"hrv_rmssd": 50.0}, "REDUCE_INTENSITY", "HRV_BELOW_BAND"),
        ({"injury_pain": 6}, "EASY_DAY", "PAIN_HIGH"),
        ({"is_illness": True}, "REST", "ILLNESS_REPORTED"),
        ({"energy_level": 3, "muscle_soreness": 7, "mood": 4}, "REDUCE_INTENSITY", "FEELING_FAR_BELOW_USUAL"),
        ({"sleep_hours": 4.5}, "REST", "SLEEP_UNDER_FIVE_HOURS"),
        ({"sleep_hours": 6.0, "sleep_quality": 4}, "REDUCE_INTENSITY", "SLEEP_FAR_BELOW_USUAL"),
        ({"sleep_hours": 6.9, "sleep_quality": 6}, "PROCEED", "SLEEP_BELOW_USUAL"),
    ],
)
def test_what_is_unusual_is_flagged_and_held_back(said: dict[str, Any], action: str, flag: str) -> None:
    result = own(**said)
    assert flag in codes(result)
    assert result["recommended_action"] == action


def test_being_ill_or_in_pain_caps_the_score() -> None:
    for said in ({"is_illness": True}, {"injury_pain": 6}):
        result = own(**said)
        assert result["readiness_score"] == 4.0
        assert result["individual_result"]["capped"] is True
    assert own(injury_pain=5)["readiness_score"] == 5.8


def test_a_low_week_asks_for_less_intensity_even_without_a_measurement_today() -> None:
    week = past()
    low = week._replace(hrv_rmssd=[*week.hrv_rmssd[:-6], *[45.0] * 6])
    for today in (45.0, None):
        result = own(low, hrv_rmssd=today)
        assert result["individual_result"]["reading"] == "SUSTAINED_SUPPRESSION"
        assert "HRV_WEEK_BELOW_BAND" in codes(result)
        assert result["intensity_percent"] <= -20


def test_a_raised_heart_rate_needs_two_days_and_company_to_be_unusual_together() -> None:
    calm = past()
    raised = calm._replace(resting_hr=[*calm.resting_hr[:-1], 60.0])
    once, twice = own(calm, resting_hr=60.0), own(raised, resting_hr=60.0)
    assert "RHR_PERSISTING" not in codes(once)
    assert "RHR_PERSISTING" in codes(twice)
    assert not twice["individual_result"]["unusualTogether"]
    together = own(raised, resting_hr=60.0, hrv_rmssd=50.0)
    assert together["individual_result"]["unusualTogether"]
    assert "SIGNALS_UNUSUAL_TOGETHER" in codes(together)
    assert together["recommended_action"] == "EASY_DAY"


def test_high_hrv_under_much_load_and_a_poor_feeling_is_not_rewarded() -> None:
    week = past()
    high = week._replace(hrv_rmssd=[*week.hrv_rmssd[:-6], *[75.0] * 6])
    said = {"hrv_rmssd": 80.0, "resting_hr": 44.0, "energy_level": 5, "muscle_soreness": 5, "mood": 5}
    result = own(high, acwr=1.4, **said)
    assert result["individual_result"]["reading"] == "POSSIBLE_SATURATION"
    assert result["recommended_action"] != "PROCEED"
    parts = {reason["component"]: reason["contribution"] for reason in result["reasons"]}
    assert parts["hrv"] == parts["hrvWeek"] == 0.0
    assert own(high, acwr=1.2, **said)["individual_result"]["reading"] == "USUALLY_GOOD"


def test_load_alone_changes_no_score() -> None:
    assert own(acwr=2.5)["readiness_score"] == own(acwr=None)["readiness_score"]


def test_too_little_is_no_score_and_no_advice_to_go() -> None:
    result = own(past(6))
    assert result["readiness_score"] is None
    assert result["recommended_action"] is None
    assert result["baseline_maturity"] == "BUILDING"
    assert result["individual_result"]["maturity"] == "BUILDING"
    assert result["individual_result"]["reading"] == "NO_VERDICT"


def test_what_has_no_baseline_is_remarked_by_the_engine_that_is_chosen() -> None:
    """Ten days are enough for this engine's HRV, and not for the other's."""

    def remarks(engine: str, days: int) -> set[str]:
        batch = CheckInBatch.from_rows([USUAL], [past(days)], [Circumstances(engine)])
        (found,) = assess(batch).measurement_remarks
        return {remark["code"] for remark in found or ()}

    assert remarks("individual", 10) == set()
    assert remarks("percent", 10) == {"HRV_BASELINE_INSUFFICIENT"}
    assert remarks("individual", 6) == {"HRV_BASELINE_INSUFFICIENT", "RHR_BASELINE_INSUFFICIENT"}


def test_a_poor_recording_is_no_verdict() -> None:
    for said in ({"hrv_quality": "POOR"}, {"hrv_artifact_percent": 6.0}):
        assert own(hrv_rmssd=30.0, **said)["individual_result"]["hrv"]["state"] is None
    assert own(hrv_rmssd=30.0)["individual_result"]["hrv"]["state"] == "LOW"


@pytest.mark.parametrize(
    ("days", "maturity", "confidence"),
    [
        (10, "PROVISIONAL", "LOW"),
        (14, "USABLE", "MEDIUM"),
        (29, "USABLE", "MEDIUM"),
        (30, "ESTABLISHED", "HIGH"),
    ],
)
def test_confidence_is_no_higher_than_the_baselines_allow(days: int, maturity: str, confidence: str) -> None:
    result = own(past(days))
    assert (result["baseline_maturity"], result["readiness_confidence"]) == (maturity, confidence)


def test_maturity_is_that_of_the_baselines_that_count() -> None:
    """What was answered long ago does not make a baseline of four weeks mature, nor one question another."""
    before = past()
    lately = {name: [None] * 56 + list(getattr(before, name)[56:]) for name in ANSWERS}
    hours = [None] * 56 + list(before.sleep_hours[56:])
    young = own(before._replace(sleep_hours=hours, **lately))
    assert (young["baseline_maturity"], young["readiness_confidence"]) == ("PROVISIONAL", "LOW")
    without_energy = own(before._replace(energy_level=()), energy_level=None)
    assert (without_energy["baseline_maturity"], without_energy["readiness_confidence"]) == (
        "ESTABLISHED",
        "HIGH",
    )


def test_a_heart_rate_that_ended_long_ago_is_no_baseline() -> None:
    before = past()
    beats = [*before.resting_hr[:-15], *[None] * 15]
    assert own(before._replace(resting_hr=beats), resting_hr=60.0)["individual_result"]["restingHR"] is None


def test_a_poor_recording_of_another_protocol_hides_no_low_week() -> None:
    week = past()
    low = week._replace(
        hrv_rmssd=[*week.hrv_rmssd[:-6], *[45.0] * 6],
        hrv_protocol=[*["MORNING"] * 65, "OVERNIGHT"],
        hrv_quality=[*["GOOD"] * 65, "POOR"],
    )
    for said in (
        {"hrv_rmssd": None},
        {"hrv_rmssd": 45.0, "hrv_quality": "POOR", "hrv_protocol": "OVERNIGHT"},
    ):
        assert own(low, **said)["individual_result"]["reading"] == "SUSTAINED_SUPPRESSION"


def test_at_the_top_a_slower_heart_may_be_held_back() -> None:
    """The one place where a better number is not better: see the table of readings."""
    week = past()
    high = week._replace(hrv_rmssd=[*week.hrv_rmssd[:-6], *[75.0] * 6])
    said = {"hrv_rmssd": 80.0, "energy_level": 5, "muscle_soreness": 5, "mood": 5}
    slow, usual = (own(high, acwr=1.4, resting_hr=beats, **said) for beats in (44.0, 50.0))
    assert slow["individual_result"]["reading"] == "POSSIBLE_SATURATION"
    assert usual["individual_result"]["reading"] == "USUALLY_GOOD"
    assert slow["intensity_percent"] < usual["intensity_percent"] == 0


def test_confidence_is_no_higher_than_what_was_answered() -> None:
    assert own(sleep_quality=None, sleep_hours=None)["readiness_confidence"] == "HIGH"  # .85 of the weight
    assert own(resting_hr=None, sleep_quality=None, sleep_hours=None)["readiness_confidence"] == "MEDIUM"
    assert own(hrv_rmssd=None, before=past(hrv_rmssd=()))["readiness_confidence"] == "LOW"


def test_both_results_are_kept_and_their_disagreement_is_told() -> None:
    result = own(hrv_rmssd=51.0)  # 85 % of the mean, and far below a steady athlete's band
    percent, mine = result["percent_result"], result["individual_result"]
    assert (percent["engine"], mine["engine"]) == ("percent-2", "individual-1")
    assert (percent["action"], mine["action"]) == ("PROCEED", "REDUCE_INTENSITY")
    assert result["disagreement"] == {
        "stricter": "individual",
        "percent": "PROCEED",
        "individual": "REDUCE_INTENSITY",
    }
    assert own()["disagreement"] is None


def test_the_chosen_engine_changes_what_is_put_forward_and_not_what_is_said() -> None:
    before, said = past(), USUAL._replace(hrv_rmssd=51.0)
    around = [Circumstances("percent"), Circumstances("individual")]
    results = assess(CheckInBatch.from_rows([said] * 2, [before] * 2, around))
    for kept in ("percent_result", "individual_result", "disagreement", "wellness_score", "hrv_percent"):
        one, other = getattr(results, kept)
        assert one == other
    for row, chosen in enumerate((results.percent_result[0], results.individual_result[0])):
        assert results.engine[row] == chosen["engine"]
        assert results.readiness_score[row] == chosen["score"]
        assert results.readiness_level[row] == chosen["level"]
        assert results.recommended_action[row] == chosen["action"]
        assert results.reasons[row] == chosen["reasons"]


signals = st.fixed_dictionaries(
    {
        "hrv_rmssd": st.none() | st.floats(20, 150),
        "resting_hr": st.none() | st.floats(35, 80),
        "sleep_hours": st.none() | st.floats(0, 14),
        "sleep_quality": st.none() | st.integers(1, 10),
        "energy_level": st.none() | st.integers(1, 10),
        "muscle_soreness": st.none() | st.integers(1, 10),
        "injury_pain": st.none() | st.integers(1, 10),
        "is_illness": st.booleans(),
    }
)


@given(signals, st.sampled_from([0, 7, 13, 14, 30, 66]), st.sampled_from([None, 0.5, 1.4]))
def test_contributions_sum_to_z_and_are_in_their_order(
    said: dict[str, Any], days: int, acwr: float | None
) -> None:
    mine = own(past(days), acwr, **said)["individual_result"]
    pulls = [reason["contribution"] for reason in mine["reasons"]]
    assert [abs(pull) for pull in pulls] == sorted((abs(pull) for pull in pulls), reverse=True)
    assert (mine["score"] is None) == (not pulls)
    if pulls:
        assert sum(pulls) == pytest.approx(mine["z"], abs=0.005 * (len(pulls) + 1))
        assert sum(reason["weight"] for reason in mine["reasons"]) == pytest.approx(1.0, abs=0.001)
        assert mine["coverage"] >= 0.5


@given(
    signals,
    st.sampled_from(["energy_level", "sleep_quality", "muscle_soreness", "sleep_hours", "injury_pain"]),
)
def test_a_worse_answer_never_raises_the_score(said: dict[str, Any], item: str) -> None:
    worst = {"muscle_soreness": 10, "injury_pain": 10, "sleep_hours": 3.0}.get(item, 1)
    if said[item] is None:
        said[item] = 5
    better, worse = own(**said), own(**(said | {item: worst}))
    if (
        worse["readiness_score"] is not None
        and better["readiness_score"] is not None
        and item != "sleep_hours"
    ):
        assert worse["readiness_score"] <= better["readiness_score"]


@given(signals, st.floats(20, 150), st.floats(20, 150))
def test_a_lower_hrv_never_raises_the_score_below_the_top(
    said: dict[str, Any], one: float, other: float
) -> None:
    """At the top it may: high today and this week counts for nothing, since it need not be freshness."""
    low, high = sorted((one, other))
    worse, better = (own(**(said | {"hrv_rmssd": value})) for value in (low, high))
    if better["individual_result"]["hrv"]["state"] == "HIGH":
        return
    if worse["readiness_score"] is not None and better["readiness_score"] is not None:
        assert worse["readiness_score"] <= better["readiness_score"]


@given(signals, st.floats(0.5, 2.0))
def test_another_unit_of_hrv_gives_the_same_score(said: dict[str, Any], factor: float) -> None:
    before = past()
    scaled = before._replace(hrv_rmssd=[float(value or 0) * factor for value in before.hrv_rmssd])
    today = said["hrv_rmssd"]
    if today is None or not 5 <= today * factor <= 250:
        return
    same, other = own(before, **said), own(scaled, **(said | {"hrv_rmssd": today * factor}))
    assert same["readiness_score"] == other["readiness_score"]
    assert same["individual_result"]["reading"] == other["individual_result"]["reading"]


def test_a_check_in_does_not_depend_on_its_neighbours() -> None:
    said = [USUAL, USUAL._replace(hrv_rmssd=40.0), CheckInInputs()]
    pasts = [past(), past(10), DayHistory()]
    around = [Circumstances("individual")] * 3
    together = assess(CheckInBatch.from_rows(said, pasts, around))
    for row in range(3):
        alone = assess(CheckInBatch.from_rows(said[row : row + 1], pasts[row : row + 1], around[:1]))
        for name in together.__slots__:
            assert getattr(together, name)[row] == getattr(alone, name)[0]


def test_days_of_another_protocol_are_not_compared() -> None:
    nights = past(hrv_protocol=["OVERNIGHT"] * 66)
    assert own(nights)["individual_result"]["hrv"]["state"] is None
    assert own(nights, hrv_protocol="OVERNIGHT")["individual_result"]["hrv"]["state"] == "NORMAL"
    # Without a value today the newest day tells which nights to look at.
    assert own(nights, hrv_rmssd=None)["individual_result"]["hrv"]["weekState"] == "NORMAL"


def test_the_document_is_plain() -> None:
    assert not any(isinstance(value, np.generic) for value in own()["individual_result"].values())
