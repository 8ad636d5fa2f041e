"""The week and the day together."""

from itertools import product

import numpy as np
import pytest

from domain.individual.lnrmssd import HISTORY_DAYS, LnRmssd, State, assess_lnrmssd
from domain.individual.reading import Reading, read

#: RMSSD of the six days before today, and of today, that give each pair of states after two months at 60.
DAYS = {
    (State.NORMAL, State.NORMAL): (60.0, 60.0),
    (State.NORMAL, State.LOW): (60.0, 55.0),
    (State.NORMAL, State.HIGH): (60.0, 65.0),
    (State.LOW, State.LOW): (50.0, 45.0),
    (State.LOW, State.HIGH): (50.0, 70.0),
    (State.HIGH, State.HIGH): (70.0, 80.0),
    (State.HIGH, State.NORMAL): (70.0, 61.0),
    (State.HIGH, State.LOW): (75.0, 50.0),
}


def hrv_of(week: float, today: float, days: int = HISTORY_DAYS) -> LnRmssd:
    history = np.full((1, HISTORY_DAYS), np.nan)
    history[0, -days:] = 60.0
    history[0, -6:] = week
    return assess_lnrmssd(np.array([today]), history, np.ones_like(history, dtype=np.bool_))


def reading_of(hrv: LnRmssd, *signs: str) -> Reading:
    names = ("rhr_raised", "rhr_low", "high_load", "poor_wellness")
    (reading,) = read(hrv, **{name: np.array([name in signs]) for name in names})
    return reading


@pytest.mark.parametrize("states", DAYS)
def test_the_days_under_test_are_what_they_are_called(states: tuple[State, State]) -> None:
    hrv = hrv_of(*DAYS[states])
    assert (hrv.chronic_state[0], hrv.acute_state[0]) == states


@pytest.mark.parametrize(
    ("states", "signs", "reading"),
    [
        ((State.NORMAL, State.NORMAL), (), Reading.AS_PLANNED),
        ((State.NORMAL, State.LOW), (), Reading.ACUTE_DROP),
        ((State.NORMAL, State.HIGH), (), Reading.NEUTRAL_HIGH),
        ((State.LOW, State.LOW), (), Reading.SUSTAINED_SUPPRESSION),
        ((State.LOW, State.HIGH), (), Reading.SUSTAINED_SUPPRESSION),
        ((State.HIGH, State.NORMAL), (), Reading.USUALLY_GOOD),
        ((State.HIGH, State.HIGH), (), Reading.USUALLY_GOOD),
        ((State.HIGH, State.NORMAL), ("rhr_raised",), Reading.MIXED),
        ((State.HIGH, State.LOW), (), Reading.ACUTE_DROP),
        ((State.HIGH, State.HIGH), ("rhr_low", "high_load", "poor_wellness"), Reading.POSSIBLE_SATURATION),
        ((State.HIGH, State.HIGH), ("rhr_low", "high_load"), Reading.USUALLY_GOOD),
        ((State.HIGH, State.HIGH), ("rhr_low", "poor_wellness"), Reading.USUALLY_GOOD),
        ((State.HIGH, State.HIGH), ("high_load", "poor_wellness"), Reading.USUALLY_GOOD),
        ((State.HIGH, State.NORMAL), ("rhr_low", "high_load", "poor_wellness"), Reading.USUALLY_GOOD),
    ],
)
def test_the_table(states: tuple[State, State], signs: tuple[str, ...], reading: Reading) -> None:
    assert reading_of(hrv_of(*DAYS[states]), *signs) is reading


def test_too_little_to_go_by_is_no_verdict() -> None:
    for week, today in product((45.0, 60.0, 80.0), (45.0, 60.0, 80.0, np.nan)):
        assert reading_of(hrv_of(week, today, days=6)) is Reading.NO_VERDICT
    assert reading_of(hrv_of(60.0, np.nan)) is Reading.NO_VERDICT


def test_a_low_week_needs_no_measurement_of_today() -> None:
    assert reading_of(hrv_of(45.0, np.nan)) is Reading.SUSTAINED_SUPPRESSION


def test_a_low_day_needs_no_verdict_on_the_week() -> None:
    hrv = hrv_of(60.0, 45.0, days=9)
    assert (hrv.acute_judged.tolist(), hrv.chronic_judged.tolist()) == ([True], [False])
    assert reading_of(hrv) is Reading.ACUTE_DROP
