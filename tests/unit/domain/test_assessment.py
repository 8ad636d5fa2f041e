"""The whole assessment of single check-ins, and the faults that it must never show."""

import json
from typing import Any

import pytest

from domain.advice import Action
from domain.assessment import ENGINES, CheckInBatch, CheckInInputs, DayHistory, assess
from domain.circumstances import Circumstances

HRV = [float(v) for v in range(60, 74)]  # mean 66.5
RHR = [50.0] * 14

READINESS = (
    "readiness_score",
    "readiness_level",
    "readiness_confidence",
    "recommended_action",
    "factor_scores",
    "red_flags",
    "yellow_flags",
    "reasons",
)


def _codes(flags: list[dict[str, Any]]) -> list[str]:
    return [flag["code"] for flag in flags]


def test_a_full_check_in(history: Any, assess_one: Any) -> None:
    result = assess_one(
        history(HRV, RHR),
        hrv_rmssd=66.5,
        hrv_quality="GOOD",
        resting_hr=53,
        sleep_quality=5,
        sleep_hours=7,
        muscle_soreness=1,
        energy_level=5,
        mood=5,
        stress=1,
        injury_pain=1,
    )
    reasons = [
        {
            "component": "hrv",
            "score": 10.0,
            "weight": 0.4118,
            "contribution": 1.24,
            "status": "EXCELLENT",
            "trend": "IMPROVING",
            "baseline_days": 14,
        },
        {
            "component": "wellness",
            "score": 7.5,
            "weight": 0.3529,
            "contribution": 0.18,
            "status": "GOOD",
            "coverage": 1.0,
            "lowest": None,
        },
        {
            "component": "rhr",
            "score": 7.5,
            "weight": 0.2353,
            "contribution": 0.12,
            "status": "SLIGHTLY_ELEVATED",
            "trend": "STABLE",
            "baseline_days": 14,
        },
    ]
    own = result.pop("individual_result")
    # HRV, its week and heart rate have a baseline, the answers none.
    assert (own["engine"], own["coverage"], own["maturity"]) == ("individual-1", 0.6, "USABLE")
    assert result == {
        "hrv_status": "EXCELLENT",
        "hrv_percent": 100.0,
        "hrv_trend": "IMPROVING",
        "resting_hr_status": "SLIGHTLY_ELEVATED",
        "resting_hr_dev": 3.0,
        "wellness_score": 7.5,
        "wellness_status": "GOOD",
        "readiness_score": 8.5,  # (35 x 10 + 30 x 7.5 + 20 x 7.5) / 85 = 8.53
        "readiness_level": "EXCELLENT",
        "readiness_confidence": "MEDIUM",
        "recommended_action": "PROCEED",
        "intensity_percent": 0,
        "volume_percent": 0,
        "factor_scores": {"hrv": 10.0, "wellness": 7.5, "rhr": 7.5},
        "red_flags": [],
        "yellow_flags": [],
        "measurement_remarks": [],
        "reasons": reasons,
        "baseline_maturity": "USABLE",
        "percent_result": {
            "engine": "percent-2",
            "score": 8.5,
            "level": "EXCELLENT",
            "confidence": "MEDIUM",
            "action": "PROCEED",
            "intensityPercent": 0,
            "volumePercent": 0,
            "reasons": reasons,
        },
        # Three beats above are much for so steady a heart.
        "disagreement": {"stricter": "individual", "percent": "PROCEED", "individual": "REDUCE_INTENSITY"},
        "strength_fatigue": None,
        "cycle_phase_adjustment": None,
        "engine": "percent-2",
    }


def test_b1_the_window_is_the_thirty_days_before_the_date(assess_one: Any) -> None:
    def percent(first_day: int) -> float | None:
        days = range(first_day, first_day + 14)
        history = DayHistory(days, [60.0] * 14, ["GOOD"] * 14, [0.0] * 14, [None] * 14)
        value: float | None = assess_one(history, hrv_rmssd=66)["hrv_percent"]
        return value

    assert percent(1) == 110.0  # yesterday and the thirteen days before it
    assert percent(17) == 110.0  # as far back as the window goes
    assert percent(0) is None  # the day itself is not part of its baseline
    assert percent(18) is None  # one day is too old
    assert percent(-14) is None  # later days never are


def test_b2_todays_own_value_is_no_baseline(assess_one: Any, best_answers: dict[str, float]) -> None:
    result = assess_one(hrv_rmssd=80, hrv_quality="GOOD", resting_hr=45, **best_answers)
    assert result["hrv_status"] == "INSUFFICIENT_BASELINE"
    assert result["resting_hr_status"] == "INSUFFICIENT_BASELINE"
    assert (result["hrv_percent"], result["resting_hr_dev"]) == (None, None)
    assert result["factor_scores"] == {"wellness": 10.0}
    assert result["readiness_confidence"] == "LOW"


@pytest.mark.parametrize("count", [1, 6, 7, 13])
def test_b3_a_young_history_is_a_result_and_no_error(history: Any, assess_one: Any, count: int) -> None:
    result = assess_one(history(HRV[:count], RHR[:count]), hrv_rmssd=66, resting_hr=50)
    assert result["hrv_status"] == "INSUFFICIENT_BASELINE"
    assert result["resting_hr_status"] == ("IMPROVED" if count >= 7 else "INSUFFICIENT_BASELINE")
    poor = assess_one(history(HRV, quality="POOR"), hrv_rmssd=66)
    assert poor["hrv_status"] == "INSUFFICIENT_BASELINE"


def test_b4_the_last_days_make_trend_and_run(history: Any, assess_one: Any) -> None:
    falling = [*[100.0] * 14, 95.0, 94.0, 93.0]
    raised = [*[50.0] * 15, 55.0, 55.0]
    result = assess_one(history(falling, raised), hrv_rmssd=92, resting_hr=55)
    assert result["hrv_trend"] == "DECLINING"
    assert _codes(result["red_flags"]) == ["HRV_FALLING_FOR_DAYS", "RHR_RAISED_FOR_DAYS"]


def test_b4_a_gap_breaks_the_run(history: Any, assess_one: Any) -> None:
    falling = [*[100.0] * 14, 95.0, 94.0, 93.0, None]
    raised = [*[50.0] * 14, 55.0, 55.0, 55.0, None]
    result = assess_one(history(falling, raised), hrv_rmssd=92, resting_hr=55)
    assert result["red_flags"] == []


def test_b5_unknown_duration_is_no_warning(history: Any, assess_one: Any) -> None:
    result = assess_one(history(HRV), hrv_rmssd=66, hrv_quality="GOOD", hrv_duration=None)
    assert result["measurement_remarks"] == []
    assert result["red_flags"] == []


def test_b6_remarks_on_measuring_change_no_advice(
    history: Any, assess_one: Any, best_answers: dict[str, float]
) -> None:
    inputs = {"hrv_rmssd": 58, "resting_hr": 53, **best_answers, "sleep_quality": 5}
    clean = assess_one(history(HRV, RHR), **inputs)
    remarked = assess_one(
        history(HRV, RHR),
        **inputs,
        hrv_quality="POOR",
        hrv_artifact_percent=20,
        hrv_duration=60,
        hrv_position="SEATED",
    )
    assert _codes(remarked["measurement_remarks"]) == [
        "HRV_QUALITY_POOR",
        "HRV_ARTIFACTS",
        "HRV_RECORDING_SHORT",
        "HRV_NOT_SUPINE",
    ]
    # The other engine leaves a poor recording out.
    others = {"measurement_remarks", "individual_result", "baseline_maturity", "disagreement"}
    assert {k: v for k, v in remarked.items() if k not in others} == {
        k: v for k, v in clean.items() if k not in others
    }


def test_b7_under_five_hours_of_sleep_mean_rest(
    history: Any, assess_one: Any, best_answers: dict[str, float]
) -> None:
    inputs = {"hrv_rmssd": 70, "resting_hr": 50, **best_answers}
    short = assess_one(history(HRV, RHR), **inputs | {"sleep_hours": 4.9})
    assert short["readiness_level"] == "EXCELLENT"
    assert (short["recommended_action"], short["intensity_percent"]) == ("REST", -100)
    enough = assess_one(history(HRV, RHR), **inputs | {"sleep_hours": 5})
    assert enough["recommended_action"] == "PROCEED"


def test_b7_two_red_flags_mean_rest_and_one_does_not(
    history: Any, assess_one: Any, best_answers: dict[str, float]
) -> None:
    inputs = {"hrv_rmssd": 70, "resting_hr": 50, **best_answers}
    two = assess_one(history(HRV, RHR), **inputs | {"stress": 10, "muscle_soreness": 10})
    assert two["recommended_action"] == "REST"
    assert two["red_flags"][0] == {
        "code": "WELLNESS_SEVERAL_RED_FLAGS",
        "severity": "CRITICAL",
        "source": "wellness",
        "values": {"count": 2},
    }
    one_flag = assess_one(history(HRV, RHR), **inputs | {"stress": 10})
    assert one_flag["recommended_action"] == "PROCEED"
    assert _codes(one_flag["red_flags"]) == ["STRESS_VERY_HIGH"]


def test_b7_a_critical_answer_means_rest_without_any_score(assess_one: Any) -> None:
    result = assess_one(sleep_hours=3)
    assert (result["readiness_score"], result["readiness_level"]) == (None, None)
    assert result["recommended_action"] == "REST"
    assert _codes(result["red_flags"]) == ["SLEEP_UNDER_FIVE_HOURS"]


@pytest.mark.parametrize(
    ("components", "confidence"),
    [
        (("hrv",), "LOW"),
        (("rhr",), "LOW"),
        (("wellness",), "LOW"),
        (("hrv", "rhr"), "LOW"),  # two components, but all questions of wellness left open
        (("hrv", "wellness"), "MEDIUM"),
        (("rhr", "wellness"), "MEDIUM"),
        (("hrv", "rhr", "wellness"), "MEDIUM"),
        (("hrv", "rhr", "wellness", "acwr"), "HIGH"),
    ],
)
def test_b8_readiness_comes_from_what_exists(
    history: Any,
    assess_one: Any,
    best_answers: dict[str, float],
    components: tuple[str, ...],
    confidence: str,
) -> None:
    given: dict[str, Any] = {
        "hrv": {"hrv_rmssd": 66.5},
        "rhr": {"resting_hr": 50},
        "wellness": best_answers,
        "acwr": {"acwr": 1.0},
    }
    inputs: dict[str, Any] = {}
    for component in components:
        inputs |= given[component]
    result = assess_one(history(HRV, RHR), **inputs)
    assert set(result["factor_scores"]) == set(components)
    assert (result["readiness_score"], result["readiness_level"]) == (10.0, "EXCELLENT")
    assert result["readiness_confidence"] == confidence


def test_b11_hardly_any_load_is_no_reason_to_cut_it(
    history: Any, assess_one: Any, best_answers: dict[str, float]
) -> None:
    inputs = {"hrv_rmssd": 66.5, "resting_hr": 50, **best_answers}
    low = assess_one(history(HRV, RHR), acwr=0.2, **inputs)
    assert low["recommended_action"] == "PROCEED"
    assert _codes(low["yellow_flags"]) == ["LOAD_FAR_BELOW_USUAL"]
    high = assess_one(history(HRV, RHR), acwr=1.9, **inputs)
    assert (high["recommended_action"], high["volume_percent"]) == ("REDUCE_VOLUME", -30)
    assert low["factor_scores"] == {"hrv": 10.0, "wellness": 10.0, "rhr": 10.0}
    assert high["factor_scores"]["acwr"] == 1.0


def test_b13_the_action_is_a_code(history: Any, assess_one: Any, best_answers: dict[str, float]) -> None:
    for sleep in range(1, 11):
        action = assess_one(history(HRV, RHR), **best_answers | {"sleep_quality": sleep})[
            "recommended_action"
        ]
        assert action in set(Action)
        assert type(action) is str


def test_b14_the_level_goes_by_the_score_that_is_stored(
    history: Any, assess_one: Any, best_answers: dict[str, float]
) -> None:
    answers = best_answers | {"stress": 6, "muscle_soreness": 6, "energy_level": 5, "mood": 7}
    result = assess_one(history(HRV, RHR), hrv_rmssd=66.5, resting_hr=53, **answers)
    assert result["factor_scores"] == {"hrv": 10.0, "wellness": 7.3, "rhr": 7.5}
    # (350 + 219 + 150) / 85 = 8.459, which is stored as 8.5
    assert (result["readiness_score"], result["readiness_level"]) == (8.5, "EXCELLENT")


def test_b15_what_cannot_be_computed_is_none(assess_one: Any) -> None:
    result = assess_one()
    assert result.pop("hrv_status") == "NOT_MEASURED"
    assert result.pop("engine") == "percent-2"
    assert result.pop("baseline_maturity") == "BUILDING"
    for engine in ("percent_result", "individual_result"):
        said = result.pop(engine)
        assert {said[name] for name in ("score", "level", "confidence", "action")} == {None}
    assert set(result.values()) == {None}


def test_b15_nothing_is_left_of_a_score_that_lost_its_ground(history: Any, assess_one: Any) -> None:
    result = assess_one(history(HRV[:5]), hrv_rmssd=66, mood=1)
    for column in ("readiness_score", "readiness_level", "recommended_action", "factor_scores", "reasons"):
        assert result[column] is None
    assert _codes(result["yellow_flags"]) == ["MOOD_LOW"]


def test_b18_zero_is_a_value(assess_one: Any) -> None:
    awake = assess_one(sleep_hours=0)
    assert awake["red_flags"][0]["values"] == {"hours": 0.0}
    assert awake["recommended_action"] == "REST"
    assert assess_one(sleep_hours=None)["recommended_action"] is None


def test_b18_an_excellent_recording_stays_one(history: Any, assess_one: Any) -> None:
    result = assess_one(history(HRV, quality="EXCELLENT"), hrv_rmssd=66.5, hrv_quality="EXCELLENT")
    assert (result["hrv_status"], result["measurement_remarks"]) == ("EXCELLENT", [])


def test_an_empty_batch_has_empty_columns() -> None:
    results = assess(CheckInBatch.from_rows([], []))
    assert all(getattr(results, column) == [] for column in results.__slots__)


def test_a_row_without_any_measurement_does_not_disturb_its_neighbour(history: Any) -> None:
    rows = [CheckInInputs(), CheckInInputs(hrv_rmssd=66.5)]
    around = [Circumstances(), Circumstances(acwr=1.0)]
    results = assess(CheckInBatch.from_rows(rows, [DayHistory(), history(HRV)], around))
    assert results.readiness_score == [None, 10.0]


def test_results_are_plain_values(history: Any, assess_one: Any, best_answers: dict[str, float]) -> None:
    result = assess_one(history(HRV, RHR), hrv_rmssd=30, resting_hr=80, **best_answers | {"sleep_hours": 4})
    assert json.loads(json.dumps(result, allow_nan=False)) == result
    assert all(result[column] is not None for column in READINESS)


def test_each_engine_has_a_name_with_its_version() -> None:
    assert ENGINES == ("percent-2", "individual-1")


def test_b9_load_is_a_part_of_the_score(
    history: Any, assess_one: Any, best_answers: dict[str, float]
) -> None:
    inputs = {"hrv_rmssd": 66.5, "resting_hr": 50, **best_answers}
    without, much = (assess_one(history(HRV, RHR), acwr=acwr, **inputs) for acwr in (None, 1.7))
    assert (without["readiness_score"], much["readiness_score"]) == (10.0, 9.0)  # .85 x 10 + .15 x 3
    assert much["factor_scores"]["acwr"] == 3.0


def test_b10_the_norwegian_rule_asks_for_more_on_a_poor_day(history: Any, assess_one: Any) -> None:
    poor = {"sleep_quality": 3, "sleep_hours": 5, "muscle_soreness": 8, "energy_level": 3, "mood": 3}
    poor["stress"] = 8
    changes = [
        (result["recommended_action"], result["intensity_percent"], result["volume_percent"])
        for methodology in (None, "POLARIZED", "NORWEGIAN")
        for result in [assess_one(history(HRV), hrv_rmssd=66.5, methodology=methodology, **poor)]
    ]
    assert changes == [("REDUCE_INTENSITY", -20, -10)] * 2 + [("REDUCE_INTENSITY", -30, -10)]


@pytest.mark.parametrize(
    ("phase", "intensity", "volume", "codes"),
    [
        ("MENSTRUAL", 0.85, 0.80, ["CYCLE_MENSTRUAL"]),
        ("FOLLICULAR", 1.0, 1.0, []),
        ("OVULATORY", 1.10, 1.05, []),
        ("LUTEAL", 0.90, 0.85, ["CYCLE_LUTEAL"]),
    ],
)
def test_a_phase_of_the_cycle_stands_beside_the_advice(
    history: Any,
    assess_one: Any,
    best_answers: dict[str, float],
    phase: str,
    intensity: float,
    volume: float,
    codes: list[str],
) -> None:
    inputs = {"hrv_rmssd": 66.5, "resting_hr": 50, **best_answers}
    result = assess_one(history(HRV, RHR), **inputs, cycle_phase=phase, cycle_day=12)
    assert result.pop("cycle_phase_adjustment") == {
        "phase": phase,
        "cycleDay": 12,
        "additionalIntensityMod": intensity,
        "additionalVolumeMod": volume,
    }
    assert _codes(result.pop("yellow_flags")) == codes
    plain = assess_one(history(HRV, RHR), **inputs)
    assert result == {name: plain[name] for name in result}


def test_hrv_of_another_protocol_is_not_compared(history: Any, assess_one: Any) -> None:
    nights = history(HRV)._replace(hrv_protocol=["OVERNIGHT"] * len(HRV))
    assert assess_one(nights, hrv_rmssd=66.5)["hrv_status"] == "INSUFFICIENT_BASELINE"
    assert assess_one(nights, hrv_rmssd=66.5, hrv_protocol="OVERNIGHT")["hrv_percent"] == 100.0
    # Not given is the morning.
    assert assess_one(history(HRV), hrv_rmssd=66.5, hrv_protocol="MORNING")["hrv_percent"] == 100.0


def test_being_ill_or_in_much_pain_counts_for_this_engine_too(
    history: Any, assess_one: Any, best_answers: dict[str, float]
) -> None:
    good = {"hrv_rmssd": 66.5, "resting_hr": 50, **best_answers}
    ill = assess_one(history(HRV, RHR), **good, is_illness=True)
    assert (ill["recommended_action"], _codes(ill["red_flags"])) == ("REST", ["ILLNESS_REPORTED"])
    alone = assess_one(is_illness=True)
    assert (alone["recommended_action"], alone["readiness_score"]) == ("REST", None)
    pain = assess_one(history(HRV, RHR), **good | {"injury_pain": 9})
    assert "PAIN_HIGH" in _codes(pain["red_flags"])
    assert _codes(assess_one(history(HRV, RHR), **good | {"injury_pain": 5})["red_flags"]) == []


@pytest.mark.parametrize(("hours", "shown"), [(350 / 60, 5.8), (4.99, 4.9), (4.5, 4.5)])
def test_hours_of_a_flag_have_one_decimal_and_stay_below_the_limit(
    assess_one: Any, hours: float, shown: float
) -> None:
    result = assess_one(sleep_hours=hours)
    assert {flag["values"]["hours"] for flag in (*result["red_flags"], *result["yellow_flags"])} == {shown}
