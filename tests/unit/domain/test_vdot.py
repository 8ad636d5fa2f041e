"""VDOT against the printed tables, and the curves' own properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.race_clock import minutes_of
from domain.vdot import equivalent_minutes, oxygen_cost, speed_at, sustained_share, vdot

MILE = 1_609.344

#: Rows of table 5.1 of Daniels' Running Formula, third edition (2014): VDOT, and times raced.
METRES = (1_500, MILE, 3_000, 2 * MILE, 5_000, 10_000, 15_000, 21_097.5, 42_195)
TABLE = {
    30: ("8:30", "9:11", "17:56", "19:19", "30:40", "63:46", "98:14", "2:21:04", "4:49:17"),
    38: ("6:54", "7:27", "14:41", "15:49", "25:12", "52:17", "80:33", "1:55:55", "3:59:35"),
    45: ("5:56", "6:25", "12:40", "13:40", "21:50", "45:16", "69:40", "1:40:20", "3:28:26"),
    50: ("5:24", "5:50", "11:33", "12:28", "19:57", "41:21", "63:36", "1:31:35", "3:10:49"),
    60: ("4:35", "4:57", "9:50", "10:37", "17:03", "35:22", "54:18", "1:18:09", "2:43:25"),
    70: ("4:00", "4:19", "8:34", "9:16", "14:55", "31:00", "47:32", "1:08:21", "2:23:10"),
    85: ("3:23", "3:39", "7:14", "7:48", "12:37", "26:19", "40:17", "57:50", "2:01:10"),
}
PRINTED = [
    pytest.param(value, metres, text, id=f"{value}-{metres:.0f}")
    for value, row in TABLE.items()
    for metres, text in zip(METRES, row, strict=True)
]

metres = st.floats(1_500, 50_000)
speeds = st.floats(60, 450)


@pytest.mark.parametrize(("value", "over", "text"), PRINTED)
def test_times_are_those_of_the_printed_table(value: int, over: float, text: str) -> None:
    """To a fifth of a percent, or the second that the table is rounded to."""
    minutes = minutes_of(text)
    assert minutes is not None
    assert equivalent_minutes(value, over) == pytest.approx(minutes, rel=0.002, abs=1 / 60)
    assert vdot(over, minutes) == pytest.approx(value, rel=0.005)


def test_the_curves_are_the_published_ones() -> None:
    assert oxygen_cost(250) == pytest.approx(-4.60 + 45.5645 + 6.5)
    assert sustained_share(11) == pytest.approx(1.0, abs=0.005)  # a maximal race of some eleven minutes
    assert sustained_share(10_000) == pytest.approx(0.8)


@given(speed=st.floats(27, 1_000))
def test_a_speed_is_found_again_by_its_cost(speed: float) -> None:
    assert speed_at(oxygen_cost(speed)) == pytest.approx(speed, rel=1e-9)


@given(over=metres, speed=speeds)
def test_the_equal_time_over_the_same_distance_is_the_time_itself(over: float, speed: float) -> None:
    minutes = over / speed
    assert equivalent_minutes(vdot(over, minutes), over) == pytest.approx(minutes, rel=1e-9)


@given(over=metres, one=speeds, other=speeds)
def test_who_is_faster_has_more(over: float, one: float, other: float) -> None:
    slow, fast = sorted((one, other))
    assert vdot(over, over / slow) <= vdot(over, over / fast)


@given(value=st.floats(20, 90), one=metres, other=metres)
def test_a_longer_race_takes_longer_and_is_run_more_slowly(value: float, one: float, other: float) -> None:
    short, long = sorted((one, other))
    short_minutes, long_minutes = equivalent_minutes(value, short), equivalent_minutes(value, long)
    assert short_minutes <= long_minutes * (1 + 1e-9)
    assert short / short_minutes >= long / long_minutes * (1 - 1e-9)
