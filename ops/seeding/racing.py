"""What athletes race, and what they measure by themselves in between."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import orjson

from domain.calendar import FieldTestConfidence, FieldTestType
from domain.race_clock import clock
from domain.race_fitness import fitness_of
from domain.races import METRES, RaceClass, RaceDistance, RaceStatus
from domain.vdot import equivalent_minutes
from ops.seeding.people import uuid_from

#: Days before today, and after it, in which there are races.
DAYS_BACK, DAYS_AHEAD = 180, 120

_RACES = 1.6
_FIELD_TESTS = 1.0
_HAS_RESULT = 0.85
_VALID = 0.9
_TYPICAL_VDOT, _SPREAD = 46.0, 7.0
_DISTANCES = tuple(METRES)
_DISTANCE_SHARES = (0.4, 0.3, 0.2, 0.1)
_NAMES = {
    RaceDistance.FIVE_K: ("Park 5K", "Lake 5K", "Night run"),
    RaceDistance.TEN_K: ("City 10K", "Harbour 10K", "Bridge run"),
    RaceDistance.HALF_MARATHON: ("Half of the year", "Valley half"),
    RaceDistance.MARATHON: ("City marathon", "Coast marathon"),
}

RACE_COLUMNS = (
    *("id", "client_id", "date", "name", "distance", "classification", "status", "target_time"),
    *("taper_weeks", "season_name"),
)
RESULT_COLUMNS = (
    *("id", "client_id", "race_id", "race_date", "race_name", "distance", "distance_m", "time_minutes"),
    *("time_formatted", "avg_pace", "temperature", "vdot", "training_paces", "equivalent_times"),
)
FIELD_TEST_COLUMNS = (
    *("id", "client_id", "date", "test_type", "valid", "lt1_pace", "lt1_hr", "lt2_pace", "lt2_hr"),
    *("confidence", "results"),
)

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Racing:
    """Rows of `RACE_COLUMNS`, `RESULT_COLUMNS` and `FIELD_TEST_COLUMNS`."""

    races: list[Row] = field(default_factory=list)
    results: list[Row] = field(default_factory=list)
    field_tests: list[Row] = field(default_factory=list)


def race(athletes: Sequence[UUID], today: date, rng: np.random.Generator) -> Racing:
    """Races of the season, results of those that are over, and field tests."""
    made = Racing()
    for athlete in athletes:
        level = float(np.clip(rng.normal(_TYPICAL_VDOT, _SPREAD), 30, 75))
        for offset in _days(rng, _RACES, -DAYS_BACK, DAYS_AHEAD):
            _race(made, athlete, today + timedelta(days=offset), level, rng, is_over=offset < 0)
        for offset in _days(rng, _FIELD_TESTS, -DAYS_BACK, 0):
            made.field_tests.append(_field_test(athlete, today + timedelta(days=offset), level, rng))
    return made


def _days(rng: np.random.Generator, mean: float, first: int, last: int) -> Iterator[int]:
    """Different days, in order."""
    yield from sorted(set(rng.integers(first, last, rng.poisson(mean)).tolist()))


def _race(
    made: Racing, athlete: UUID, day: date, level: float, rng: np.random.Generator, *, is_over: bool
) -> None:
    distance = _DISTANCES[rng.choice(len(_DISTANCES), p=_DISTANCE_SHARES)]
    metres, names = METRES[distance], _NAMES[distance]
    name, id_ = names[int(rng.integers(len(names)))], uuid_from(rng)
    importance = tuple(RaceClass)[int(rng.integers(len(RaceClass)))]
    status = RaceStatus.COMPLETED if is_over else RaceStatus.PLANNED
    target = round(equivalent_minutes(level, metres), 1)
    made.races.append(
        (
            *(id_, athlete, day, name, distance.value, importance.value, status.value, target),
            2 if importance is RaceClass.A else None,
            f"Season {day.year}",
        )
    )
    if is_over and rng.random() < _HAS_RESULT:
        minutes = round(equivalent_minutes(level + float(rng.normal(-0.5, 1.2)), metres), 2)
        found = fitness_of(metres, minutes)
        made.results.append(
            (
                *(uuid_from(rng), athlete, id_, day, name, distance.value, metres, minutes, clock(minutes)),
                minutes * 1_000 / metres,
                round(float(rng.normal(14, 7)), 1),
                found.vdot,
                _json(found.training_paces),
                _json(found.equivalent_times),
            )
        )


def _field_test(athlete: UUID, day: date, level: float, rng: np.random.Generator) -> Row:
    kinds, confidences = tuple(FieldTestType), tuple(FieldTestConfidence)
    threshold = 60 / (0.28 * level + 1.5)  # about the pace of an hour's race, in minutes a kilometre
    pulse = int(rng.integers(155, 180))
    return (
        *(uuid_from(rng), athlete, day, kinds[int(rng.integers(len(kinds)))].value, rng.random() < _VALID),
        *(round(threshold * 1.12, 2), pulse - 18, round(threshold, 2), pulse),
        confidences[int(rng.integers(len(confidences)))].value,
        _json({"drift": round(float(rng.normal(4, 1.5)), 1)}),
    )


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
