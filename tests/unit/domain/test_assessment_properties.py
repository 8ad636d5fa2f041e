"""What holds for any check-in: neighbours do not matter, worse or missing answers gain nothing."""

import json
from typing import Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.assessment import Assessments, CheckInBatch, CheckInInputs, DayHistory, assess
from domain.circumstances import Circumstances

ACTIONS = ("PROCEED", "REDUCE_INTENSITY", "REDUCE_VOLUME", "EASY_DAY", "REST")
MEASURED = {
    "hrv": (
        "hrv_protocol",
        "hrv_rmssd",
        "hrv_quality",
        "hrv_artifact_percent",
        "hrv_duration",
        "hrv_position",
    ),
    "rhr": ("resting_hr",),
}
#: The other engine has other minimums.
OTHER_ENGINE = {"individual_result", "baseline_maturity", "disagreement"}
ABOUT_HRV = {"hrv_status", "hrv_percent", "hrv_trend", "measurement_remarks", *OTHER_ENGINE}
ABOUT_RHR = {"resting_hr_status", "resting_hr_dev", "measurement_remarks", *OTHER_ENGINE}

rmssd = st.integers(200, 1200).map(lambda n: n / 10)
bpm = st.integers(300, 800).map(lambda n: n / 10)
rating = st.integers(1, 10)
quality = st.sampled_from(["EXCELLENT", "GOOD", "FAIR", "POOR", None])
artifact = st.sampled_from([None, 0.0, 5.0, 8.0])


def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


_ARTIFACTS: Any = [None, 0.0, 6.0]
_PROTOCOLS: Any = [None, "MORNING", "OVERNIGHT"]

inputs: st.SearchStrategy[Any] = st.builds(
    CheckInInputs,
    _maybe(rmssd),
    quality,
    artifact,
    _maybe(st.sampled_from([0.0, 60.0, 180.0])),
    st.sampled_from([None, "SUPINE", "SEATED"]),
    st.sampled_from([None, "MORNING", "OVERNIGHT"]),
    _maybe(bpm),
    _maybe(rating),
    _maybe(st.integers(0, 28).map(lambda n: n / 2)),
    *[_maybe(rating)] * 5,
    st.sampled_from([None, "LUTEAL", "OVULATORY"]),
    _maybe(st.integers(1, 40)),
    st.booleans(),
)


@st.composite
def histories(draw: st.DrawFn, longest: int = 70) -> DayHistory:
    """Any days around the window, in any order, with a level of their own so that all bands are met."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count = draw(st.sampled_from([0, longest // 2, longest, longest + 3]))
    days = random.permutation(np.arange(-2, longest + 1))[:count].tolist()
    spread = draw(st.sampled_from([0.0, 1.0, 8.0]))
    missing = draw(st.sampled_from([0.0, 0.1, 0.5]))
    present = random.random((2, len(days))) >= missing
    hrv = np.round(random.normal(60, spread, len(days)), 1)
    rhr = np.round(random.normal(50, spread / 2, len(days)), 1)
    hours = np.round(random.normal(7.5, spread / 8, len(days)), 1)
    return DayHistory(
        days,
        [value if ok else None for value, ok in zip(hrv.tolist(), present[0], strict=True)],
        random.choice(["GOOD", "GOOD", "FAIR", "POOR"], len(days)).tolist(),
        random.choice(_ARTIFACTS, len(days), p=[0.6, 0.3, 0.1]).tolist(),
        [value if ok else None for value, ok in zip(rhr.tolist(), present[1], strict=True)],
        random.choice(_PROTOCOLS, len(days), p=[0.6, 0.3, 0.1]).tolist(),
        [value if ok else None for value, ok in zip(hours.tolist(), present[0], strict=True)],
        *random.integers(4, 9, (5, len(days))).tolist(),
    )


around = st.builds(
    Circumstances,
    st.sampled_from(["percent", "individual"]),
    st.sampled_from([None, "NORWEGIAN"]),
    st.sampled_from([None, 0.2, 0.6, 1.0, 1.4, 1.7, 2.5]),
    st.sampled_from([None, {}, {"2": {"seconds": 5400.0, "sources": {"GARMIN": 2}}}]),
)
by_percent = around.map(lambda known: known._replace(engine="percent"))
check_ins = st.lists(st.tuples(inputs, histories(), around), min_size=1, max_size=8)


def _assess(rows: list[tuple[CheckInInputs, DayHistory, tuple[Any, ...]]]) -> list[dict[str, Any]]:
    said, before, circumstances = zip(*rows, strict=True)
    return _rows(assess(CheckInBatch.from_rows(said, before, circumstances)), len(rows))


def _rows(results: Assessments, n: int) -> list[dict[str, Any]]:
    return [{name: getattr(results, name)[row] for name in results.__slots__} for row in range(n)]


def _assess_one(
    said: Any,
    before: DayHistory,
    circumstances: tuple[Any, ...] = Circumstances(),
) -> dict[str, Any]:
    return _assess([(said, before, circumstances)])[0]


@given(check_ins)
def test_a_batch_equals_its_check_ins_one_by_one(rows: list[Any]) -> None:
    assert _assess(rows) == [_assess([row])[0] for row in rows]


@given(check_ins, st.randoms(use_true_random=False))
def test_another_order_is_the_same_in_another_order(rows: list[Any], random: Any) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)
    results = _assess(rows)
    assert _assess([rows[i] for i in order]) == [results[i] for i in order]


@given(inputs, histories(), around)
def test_every_result_can_be_stored(said: Any, before: DayHistory, circumstances: tuple[Any, ...]) -> None:
    result = _assess_one(said, before, circumstances)
    assert json.loads(json.dumps(result, allow_nan=False)) == result
    score = result["readiness_score"]
    assert score is None or 0 <= score <= 10
    assert (score is None) == (result["readiness_level"] is None) == (result["reasons"] is None)


@given(inputs, histories(longest=13), by_percent)
def test_an_insufficient_hrv_baseline_equals_no_hrv(
    said: Any, before: DayHistory, circumstances: tuple[Any, ...]
) -> None:
    without = said._replace(**dict.fromkeys(MEASURED["hrv"]))
    young, none = _assess_one(said, before, circumstances), _assess_one(without, before, circumstances)
    assert {k: v for k, v in young.items() if k not in ABOUT_HRV} == {
        k: v for k, v in none.items() if k not in ABOUT_HRV
    }
    assert young["hrv_percent"] is None
    assert young["hrv_trend"] is None


@given(inputs, histories(longest=6), by_percent)
def test_an_insufficient_heart_rate_baseline_equals_no_heart_rate(
    said: Any, before: DayHistory, circumstances: tuple[Any, ...]
) -> None:
    young, none = (
        _assess_one(said, before, circumstances),
        _assess_one(said._replace(resting_hr=None), before, circumstances),
    )
    assert {k: v for k, v in young.items() if k not in ABOUT_RHR} == {
        k: v for k, v in none.items() if k not in ABOUT_RHR
    }
    assert young["resting_hr_dev"] is None


def _not_better(worse: dict[str, Any], better: dict[str, Any], column: str = "readiness_score") -> bool:
    return worse[column] is None or better[column] is None or worse[column] <= better[column]


def _not_milder(worse: dict[str, Any], better: dict[str, Any]) -> bool:
    if better["recommended_action"] is None:
        return True
    return ACTIONS.index(worse["recommended_action"]) >= ACTIONS.index(better["recommended_action"])


@given(
    inputs,
    histories(),
    around,
    st.sampled_from(["sleep_quality", "energy_level", "mood", "muscle_soreness", "stress", "injury_pain"]),
    rating,
    rating,
)
def test_a_worse_answer_never_raises_the_score_nor_softens_the_advice(
    said: Any, before: DayHistory, circumstances: tuple[Any, ...], item: str, a: int, b: int
) -> None:
    low, high = sorted((a, b))
    bad, good = (high, low) if item in {"muscle_soreness", "stress", "injury_pain"} else (low, high)
    worse, better = (
        _assess_one(said._replace(**{item: answer}), before, circumstances) for answer in (bad, good)
    )
    assert _not_better(worse, better, "wellness_score")
    assert _not_better(worse, better)
    assert _not_milder(worse, better)


@given(inputs, histories(), st.floats(0, 9), st.floats(0, 9))
def test_less_sleep_never_raises_the_score_nor_softens_the_advice(
    said: Any, before: DayHistory, a: float, b: float
) -> None:
    short, long = sorted((a, b))
    worse, better = (_assess_one(said._replace(sleep_hours=hours), before) for hours in (short, long))
    assert _not_better(worse, better)
    assert _not_milder(worse, better)


@given(inputs, histories(), rmssd, rmssd)
def test_a_lower_hrv_never_raises_the_score(said: Any, before: DayHistory, a: float, b: float) -> None:
    low, high = sorted((a, b))
    worse, better = (_assess_one(said._replace(hrv_rmssd=value), before) for value in (low, high))
    assert _not_better(worse, better)
    assert _not_milder(worse, better)


@given(inputs, histories(), bpm, bpm)
def test_a_higher_heart_rate_never_raises_the_score(
    said: Any, before: DayHistory, a: float, b: float
) -> None:
    low, high = sorted((a, b))
    worse, better = (_assess_one(said._replace(resting_hr=value), before) for value in (high, low))
    assert _not_better(worse, better)
    assert _not_milder(worse, better)


@given(inputs, histories(), st.sampled_from(CheckInInputs._fields[7:14]))
def test_an_open_question_never_raises_confidence(said: Any, before: DayHistory, item: str) -> None:
    steps = (None, "LOW", "MEDIUM", "HIGH")
    open_, answered = _assess_one(said._replace(**{item: None}), before), _assess_one(said, before)
    assert steps.index(open_["readiness_confidence"]) <= steps.index(answered["readiness_confidence"])


@given(inputs, histories(), st.sampled_from([0.5, 2.0]))
def test_hrv_in_other_units_is_the_same_hrv(said: Any, before: DayHistory, factor: float) -> None:
    assume(said.hrv_rmssd is not None)

    def scaled(value: float | None) -> float | None:
        return None if value is None else value * factor

    other = _assess_one(
        said._replace(hrv_rmssd=scaled(said.hrv_rmssd)),
        before._replace(hrv_rmssd=[scaled(value) for value in before.hrv_rmssd]),
    )
    same = _assess_one(said, before)
    # A remark on an unlikely RMSSD is about milliseconds, and so are the edges of a band.
    assert _without_milliseconds(other) == _without_milliseconds(same)


def _without_milliseconds(result: dict[str, Any]) -> dict[str, Any]:
    own = result["individual_result"]
    hrv = {k: v for k, v in (own["hrv"] or {}).items() if not k.endswith("Ms") and k != "cv7"}
    return result | {"measurement_remarks": None, "individual_result": own | {"hrv": hrv}}


@given(rmssd, bpm, st.integers(14, 30))
def test_equal_days_are_a_hundred_percent_and_no_deviation(level: float, beats: float, days: int) -> None:
    before = DayHistory(range(1, days + 1), [level] * days, ["GOOD"] * days, [None] * days, [beats] * days)
    result = _assess_one(CheckInInputs(hrv_rmssd=level, resting_hr=beats), before)
    assert (result["hrv_percent"], result["hrv_status"], result["hrv_trend"]) == (
        100.0,
        "EXCELLENT",
        "STABLE",
    )
    assert (result["resting_hr_dev"], result["resting_hr_status"]) == (0.0, "IMPROVED")
    assert result["red_flags"] == []


@given(st.integers(1, 6))
def test_a_gap_anywhere_in_the_week_breaks_the_run(gap: int) -> None:
    days = list(range(25, 0, -1))
    hrv: list[float | None] = [60.0 - 0.5 * max(0, 7 - day) for day in days]
    whole = DayHistory(days, hrv, ["GOOD"] * 25, [None] * 25, [None] * 25)
    broken = whole._replace(hrv_rmssd=[None if day == gap else v for day, v in zip(days, hrv, strict=True)])
    today = CheckInInputs(hrv_rmssd=56.5)

    def falling(before: DayHistory) -> float:
        flags = {flag["code"]: flag["values"] for flag in _assess_one(today, before)["red_flags"]}
        return float(flags.get("HRV_FALLING_FOR_DAYS", {}).get("days", 0))

    assert falling(whole) == 6
    assert falling(broken) == (gap - 1 if gap > 3 else 0)
