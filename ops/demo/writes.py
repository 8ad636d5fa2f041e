"""How one athlete fills in one check-in: several writes with second thoughts, of which the last decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from domain.check_in import FIELD_BY_COLUMN
from ops.demo.athletes import Athlete
from ops.demo.mornings import ANSWER_COLUMNS, STRAP_COLUMNS, WATCH_COLUMNS, Morning

#: Column -> value of what is stored; a column without a value is not there.
State = Mapping[str, Any]

NOTHING: State = MappingProxyType({})

_RATINGS = tuple(name for name in ANSWER_COLUMNS if name not in ("sleep_hours", "injury_pain"))


@dataclass(frozen=True, slots=True)
class Write:
    """One request. `columns` are the fields that are in it; None clears what is stored."""

    columns: Mapping[str, Any]
    #: As it stands in the body: the athlete's local day, or an instant on that day.
    written_date: str

    @property
    def date_in_utc(self) -> str:
        """The day as somebody would read it who forgets about time zones."""
        written = datetime.fromisoformat(self.written_date)
        return (written if written.tzinfo is None else written.astimezone(UTC)).date().isoformat()

    def body(self, client_id: UUID) -> dict[str, Any]:
        """What is posted."""
        fields = {FIELD_BY_COLUMN[name].name: value for name, value in self.columns.items()}
        return {"clientId": str(client_id), "date": self.written_date, **fields}


def merged(stored: State, write: Write) -> State:
    """What is stored after a write: what it names is taken, all else is kept."""
    together = {**stored, **write.columns}
    return {name: value for name, value in together.items() if value is not None}


def make_writes(
    athlete: Athlete, day: date, final: Morning, count: int, rng: np.random.Generator
) -> list[Write]:
    """The writes of one check-in, first to last. After the last one, `final` is what the athlete means.

    Args:
        athlete: whose.
        day: the athlete's local day.
        final: what the last write leaves.
        count: how many, at least 1.
        rng: source of all chance.
    """
    habit = rng.choice(list(_HABITS), p=[share for _, share in _HABITS.values()])
    fill_in, _ = _HABITS[str(habit)]
    return [Write(columns, _written(athlete, day, rng)) for columns in fill_in(final, count, rng)]


def _thinks_twice(final: Morning, count: int, rng: np.random.Generator) -> list[State]:
    """Sends the whole form each time, with other answers."""
    return [*(second_thoughts(final, rng) for _ in range(count - 1)), final]


def _taps_twice(final: Morning, count: int, rng: np.random.Generator) -> list[State]:
    """Sends the whole form, and the same again: every second write changes nothing."""
    pairs = -(-count // 2)
    forms = [*(second_thoughts(final, rng) for _ in range(pairs - 1)), final]
    return [form for form in forms for _ in range(2)][2 * pairs - count :]


def _measures_late(final: Morning, count: int, rng: np.random.Generator) -> list[State]:
    """Answers the questions first; heart rate and HRV come later, alone, and a correction at the end."""
    answers = _only(final, ANSWER_COLUMNS)
    steps = [second_thoughts(answers, rng), _only(final, WATCH_COLUMNS), _only(final, STRAP_COLUMNS)]
    steps = [step for step in steps if step]
    while len(steps) < count - 1:
        steps.insert(-1, second_thoughts(answers, rng))
    return [*steps[: count - 1], final if len(steps) > count - 1 else answers]


def _takes_back(final: Morning, count: int, rng: np.random.Generator) -> list[State]:
    """Sends a heart rate that was misread, withdraws it with null, and then sends the right form."""
    misread = {**second_thoughts(final, rng), "resting_hr": 111.0, "hrv_rmssd": 11.0}
    withdrawn = {"resting_hr": None, "hrv_rmssd": None}
    steps: list[State] = [misread, withdrawn] if count > 2 else []  # noqa: PLR2004  and the right form
    while len(steps) < count - 1:
        steps.append(second_thoughts(_only(final, ANSWER_COLUMNS), rng))
    return [*steps[: count - 1], final]


#: Ways to fill in a form, and the share of athletes who have it.
_HABITS = MappingProxyType(
    {
        "thinks twice": (_thinks_twice, 0.4),
        "taps twice": (_taps_twice, 0.2),
        "measures late": (_measures_late, 0.25),
        "takes back": (_takes_back, 0.15),
    }
)


def second_thoughts(state: State, rng: np.random.Generator) -> State:
    """The same answers with one to three other ratings, and perhaps another guess of the sleep."""
    changed = dict(state)
    for name in rng.choice(_RATINGS, int(rng.integers(1, 4)), replace=False):
        usual = changed.get(str(name), 5)
        changed[str(name)] = int(np.clip(usual + rng.choice([-3, -2, -1, 1, 2, 3]), 1, 10))
    if rng.random() < 0.5:  # noqa: PLR2004  a coin
        changed["sleep_hours"] = float(
            np.clip(changed.get("sleep_hours", 7.0) + rng.choice([-0.5, 0.5]), 0, 14)
        )
    return changed


def _only(state: State, names: Sequence[str]) -> State:
    return {name: state[name] for name in names if name in state}


def _written(athlete: Athlete, day: date, rng: np.random.Generator) -> str:
    """The day as apps send it: plain, or as a timestamp whose date in UTC may well be another."""
    form = rng.choice(["day", "local", "utc"], p=[0.5, 0.25, 0.25])
    if form == "day":
        return day.isoformat()
    is_evening = rng.random() < 0.3  # noqa: PLR2004  some correct themselves late
    minutes = int(rng.integers(20 * 60, 24 * 60) if is_evening else rng.integers(5 * 60, 10 * 60))
    local = datetime.combine(day, time(), ZoneInfo(athlete.time_zone)) + timedelta(minutes=minutes)
    return (local if form == "local" else local.astimezone(UTC)).isoformat()
