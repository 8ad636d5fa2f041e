"""The athletes' mornings, with the gaps of real ones: missed days, holidays, and those who drop out."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np

from ops.demo.mornings import COLUMNS, make_mornings
from ops.seeding.people import SeededAthlete

#: Share of athletes who stop checking in at some time, and of those who are away for a week or two.
_DROP_OUT = 0.08
_AWAY = 0.25

#: A row of a check-in: whose, of what day, and the values of `COLUMNS`.
CheckInRow = tuple[Any, ...]


def check_ins(athlete: SeededAthlete, today: date, days: int, seed: int) -> Iterator[CheckInRow]:
    """The check-ins of the days before `today`, oldest first.

    Args:
        athlete: whose.
        today: the local day; it has no check-in yet.
        days: how many days back.
        seed: of all chance.
    """
    rng = np.random.default_rng([seed, *athlete.id.fields[:2]])
    mornings = make_mornings(athlete.athlete, today.weekday(), days, rng)[:-1]
    missing = _missing(days, rng)
    for number, morning in enumerate(mornings):
        if morning is not None and not missing[number]:
            day = today - timedelta(days=days - number)
            yield (athlete.id, day, *(morning.get(name) for name in COLUMNS))


def _missing(days: int, rng: np.random.Generator) -> np.ndarray[Any, np.dtype[np.bool_]]:
    missing = np.zeros(days, dtype=bool)
    if rng.random() < _AWAY:
        first = int(rng.integers(0, days))
        missing[first : first + int(rng.integers(5, 15))] = True
    if rng.random() < _DROP_OUT:
        missing[int(rng.integers(days // 3, days)) :] = True
    return missing
