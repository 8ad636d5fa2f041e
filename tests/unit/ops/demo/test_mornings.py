"""Made-up mornings are what the api accepts, and what sport science would expect."""

from datetime import UTC, datetime

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.check_in import FIELD_BY_COLUMN, Kind
from ops.demo.mornings import ANSWER_COLUMNS, COLUMNS
from ops.demo.squad import Member, make_squad

NOW = datetime(2026, 3, 16, 10, 30, tzinfo=UTC)


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32), days=st.integers(0, 80))
def test_every_value_is_one_that_the_api_accepts(seed: int, days: int) -> None:
    for member in make_squad(4, days, np.random.default_rng(seed), NOW):
        assert len(member.mornings) == days + 1
        assert set(ANSWER_COLUMNS) <= set(member.morning) <= set(COLUMNS)
        for morning in filter(None, member.mornings):
            for column, value in morning.items():
                field = FIELD_BY_COLUMN[column]
                if field.kind is Kind.ENUM:
                    assert field.enum is not None
                    assert value in [choice.value for choice in field.enum]
                    continue
                assert type(value) is (int if field.kind is Kind.INT else float)
                assert field.minimum is not None
                assert field.maximum is not None
                assert field.minimum <= value <= field.maximum


def test_the_same_seed_makes_the_same_squad() -> None:
    one, same, other = (make_squad(3, 20, np.random.default_rng(seed), NOW) for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_days_are_the_athletes_own(squad: list[Member]) -> None:
    late = datetime(2026, 3, 16, 23, 30, tzinfo=UTC)
    days = {m.athlete.time_zone: m.today for m in make_squad(200, 0, np.random.default_rng(3), late)}
    assert str(days["Europe/London"]) == "2026-03-16"
    assert str(days["Pacific/Auckland"]) == "2026-03-17"
    assert str(days["America/Los_Angeles"]) == "2026-03-16"
    for member in squad:
        assert [day for day, _ in member.history()] == sorted(day for day, _ in member.history())
        assert all(day < member.today for day, _ in member.history())


def test_some_have_no_strap_some_are_new_and_everybody_misses_a_day(squad: list[Member]) -> None:
    without = [m for m in squad if "hrv_rmssd" not in m.morning]
    assert 0.03 < len(without) / len(squad) < 0.35
    assert all("hrv_rmssd" not in (morning or {}) for m in without for morning in m.mornings)
    mornings = [sum(1 for _ in m.history()) for m in squad]
    assert min(mornings) < 14
    assert 45 < np.median(mornings) < 60


def _column(member: Member, name: str) -> list[float]:
    return [morning[name] for morning in member.mornings if morning and name in morning]


def test_levels_are_those_of_trained_adults(squad: list[Member]) -> None:
    hrv = np.array([value for member in squad for value in _column(member, "hrv_rmssd")])
    beats = np.array([value for member in squad for value in _column(member, "resting_hr")])
    hours = np.array([value for member in squad for value in _column(member, "sleep_hours")])
    assert 45 < np.median(hrv) < 75
    assert 46 < np.median(beats) < 56
    assert 7 < np.median(hours) < 8.25
    spreads = [np.std(np.log(_column(m, "hrv_rmssd"))) for m in squad if len(_column(m, "hrv_rmssd")) > 30]
    assert 0.1 < np.median(spreads) < 0.25
    assert max(spreads) > 2 * min(spreads), "athletes differ in how much they vary"


def test_bad_days_show_in_everything_at_once(squad: list[Member]) -> None:
    """HRV falls, heart rate rises and energy drops on the same days, each against the athlete's own usual."""
    low, rises, drops = [], [], []
    for member in squad:
        days = [m for m in member.mornings if m and {"hrv_rmssd", "resting_hr"} <= set(m)]
        if len(days) < 40:
            continue
        usual = {
            name: np.mean([day[name] for day in days]) for name in ("hrv_rmssd", "resting_hr", "energy_level")
        }
        for day in days:
            if day["hrv_rmssd"] < 0.7 * usual["hrv_rmssd"]:
                low.append(day)
                rises.append(day["resting_hr"] - usual["resting_hr"])
                drops.append(day["energy_level"] - usual["energy_level"])
    assert len(low) > 20
    assert np.mean(rises) > 2
    assert np.mean(drops) < -1
