"""What a race result says: paces against the printed table, confidence, and what nobody can have run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.race_clock import clock, minutes_of
from domain.race_fitness import (
    SHARES,
    Conditions,
    RaceFitness,
    ResultConfidence,
    confidence_of,
    equivalent_times,
    fitness_of,
    is_possible,
    training_paces,
)
from domain.races import METRES, RaceDistance, metres_of

#: Rows of table 5.2 of Daniels' Running Formula, third edition (2014): a kilometre easy (fast and slow), at
#: marathon, threshold and interval pace, and 400 m at repetition pace.
PACES = {
    40: ("5:56", "6:38", "5:29", "5:06", "4:42", "1:44"),
    45: ("5:23", "6:03", "4:57", "4:38", "4:16", "1:34"),
    50: ("4:56", "5:34", "4:31", "4:15", "3:55", "1:27"),
    60: ("4:15", "4:49", "3:52", "3:40", "3:23", "1:15"),
    70: ("3:44", "4:15", "3:24", "3:14", "2:59", "1:05"),
}


@pytest.mark.parametrize("value", PACES)
def test_paces_are_those_of_the_printed_table(value: int) -> None:
    """To 1.5 %; repetitions to 3 %, since the table takes them from race times and not from a share."""
    seconds = [(minutes_of(text) or 0) * 60 for text in PACES[value]]
    seconds[-1] *= 2.5
    paces = training_paces(value)
    found = [paces["easy"]["fastest"], *(pace["slowest"] for pace in paces.values())]
    for printed, ours in zip(seconds[:-1], found[:-1], strict=True):
        assert ours == pytest.approx(printed, rel=0.015)
    assert found[-1] == pytest.approx(seconds[-1], rel=0.03)


@given(value=st.floats(20, 90))
def test_each_kind_of_running_is_faster_than_the_one_before(value: float) -> None:
    paces = list(training_paces(value).values())
    assert all(pace["fastest"] <= pace["slowest"] for pace in paces)
    faster = [pace for kind, pace in training_paces(value).items() if kind != "marathon"]
    assert [pace["fastest"] for pace in faster] == sorted((pace["fastest"] for pace in faster), reverse=True)
    assert list(training_paces(value)) == ["easy", "marathon", "threshold", "interval", "repetition"]
    assert set(SHARES) < set(training_paces(value))


@given(distance=st.sampled_from(list(METRES)), value=st.floats(25, 85))
def test_the_distance_that_was_run_has_its_own_time(distance: RaceDistance, value: float) -> None:
    minutes = equivalent_times(value)[distance.value]["minutes"]
    assert isinstance(minutes, float)
    again = fitness_of(METRES[distance], minutes).equivalent_times
    assert again is not None
    assert again[distance.value]["minutes"] == pytest.approx(minutes, abs=0.011)


def test_a_result_says_all_of_it() -> None:
    found = fitness_of(5_000, 19.95)
    assert found.vdot == 50.0
    assert found.equivalent_times is not None
    assert found.equivalent_times["MARATHON"] == {"minutes": 190.82, "formatted": "3:10:49"}


@pytest.mark.parametrize("over", [100, 1_499, 50_001, 160_000])
def test_of_distances_that_the_curves_are_not_about_nothing_is_said(over: float) -> None:
    assert fitness_of(over, over / 200) == RaceFitness()
    assert confidence_of(None, over, over / 200, Conditions()) is None


@pytest.mark.parametrize(
    ("minutes", "conditions", "expected"),
    [
        (40, Conditions(), ResultConfidence.HIGH),
        (10, Conditions(), ResultConfidence.HIGH),
        (9.9, Conditions(), ResultConfidence.MEDIUM),
        (240, Conditions(), ResultConfidence.HIGH),
        (241, Conditions(), ResultConfidence.MEDIUM),
        (40, Conditions(temperature=24.9, wind=7.9, elevation=99, terrain="ROAD"), ResultConfidence.HIGH),
        (40, Conditions(temperature=25), ResultConfidence.MEDIUM),
        (40, Conditions(temperature=-10), ResultConfidence.MEDIUM),
        (40, Conditions(wind=8), ResultConfidence.MEDIUM),
        (40, Conditions(elevation=100), ResultConfidence.MEDIUM),
        (40, Conditions(terrain="cross country"), ResultConfidence.MEDIUM),
        (40, Conditions(terrain="Trail", wind=8), ResultConfidence.LOW),
    ],
)
def test_each_thing_that_blurs_it_costs_a_step(
    minutes: float, conditions: Conditions, expected: ResultConfidence
) -> None:
    assert confidence_of(50, 10_000, minutes, conditions) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(29.9, "LOW"), (30, "HIGH"), (85, "HIGH"), (85.1, "LOW")],
)
def test_where_no_table_reaches_it_is_low(value: float, expected: str) -> None:
    assert confidence_of(value, 10_000, 40, Conditions()) == expected


@pytest.mark.parametrize(
    ("over", "text", "possible"),
    [
        (100, "0:09.58", True),
        (400, "0:43.03", True),
        (5_000, "12:35", True),
        (42_195, "2:00:35", True),
        (42_195, "26:00:00", True),
        (42_195, "26:10:00", False),
        (5_000, "11:20", False),
        (42_195, "1:45:00", False),
        (100, "0:05", False),
    ],
)
def test_what_nobody_can_have_run(over: float, text: str, possible: bool) -> None:
    minutes = minutes_of(text)
    assert minutes is not None
    assert is_possible(over, minutes) is possible


def test_lengths_of_races() -> None:
    assert metres_of(RaceDistance.HALF_MARATHON, None) == 21_097.5
    assert metres_of(RaceDistance.CUSTOM, 16.1) == pytest.approx(16_100)
    with pytest.raises(ValueError, match="length"):
        metres_of(RaceDistance.CUSTOM, None)


@pytest.mark.parametrize(
    ("minutes", "text"), [(19.95, "19:57"), (190.82, "3:10:49"), (0.5, "0:30"), (59.999, "1:00:00")]
)
def test_times_as_people_write_them(minutes: float, text: str) -> None:
    assert clock(minutes) == text


@pytest.mark.parametrize(
    "text", ["", "20", "1:2", "1:60", "1:75:00", "-1:00", "1:00:00:00", "\uff11:00", "1:0a"]
)
def test_what_is_no_time(text: str) -> None:
    assert minutes_of(text) is None


@given(seconds=st.integers(1, 99 * 3_600))
def test_a_time_is_read_as_it_was_written(seconds: int) -> None:
    assert minutes_of(clock(seconds / 60)) == pytest.approx(seconds / 60)
