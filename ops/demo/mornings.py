"""What an athlete measures and answers morning by morning: made up, and plausible by sport science.

A hidden strain joins the values together. Training raises it, an illness or a bad night raises it a lot; then
HRV falls, heart rate rises and the answers get worse, on the same days. The rest is chance, a part of which
lasts from one day to the next.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ops.demo.athletes import Athlete

#: Column of the check-in -> value; a column that was not measured is not there.
Morning = Mapping[str, Any]

_Days = npt.NDArray[np.float64]

#: What is measured with a strap or a watch; the answers are all the others.
STRAP_COLUMNS = ("hrv_rmssd", "hrv_quality", "hrv_artifact_percent", "hrv_duration", "hrv_position")
WATCH_COLUMNS = ("resting_hr",)
ANSWER_COLUMNS = (
    "sleep_quality",
    "sleep_hours",
    "muscle_soreness",
    "energy_level",
    "mood",
    "stress",
    "injury_pain",
)
#: Every column that a morning may have.
COLUMNS = (*STRAP_COLUMNS, *WATCH_COLUMNS, *ANSWER_COLUMNS)

_CARRY_OVER = 0.35  # of one day's chance into the next
_GO_AWAY = 0.2  # share of athletes
_BLOCK_DAYS = 28  # three weeks of training, then an easier one


def make_mornings(
    athlete: Athlete, weekday: int, days: int, rng: np.random.Generator
) -> list[Morning | None]:
    """Mornings of the last `days` days and of today, oldest first; None where there was no check-in.

    Args:
        athlete: whose.
        weekday: today's, 0 for Monday.
        days: how many before today.
        rng: source of all chance.
    """
    n = days + 1
    fatigue = _fatigue(athlete, weekday, n, rng)
    illness, bad_night = _illness(n, rng), _bad_nights(n, rng)
    values = {
        **_measured(athlete, fatigue, illness, bad_night, rng),
        **_answered(athlete, fatigue, illness, bad_night, rng),
    }
    present = _present(athlete, n, rng)
    return [
        {name: column[day] for name, column in values.items()} if present[day] else None for day in range(n)
    ]


def _fatigue(athlete: Athlete, weekday: int, n: int, rng: np.random.Generator) -> _Days:
    """What training leaves behind, about -1..1: a fading sum of the days before, against the usual."""
    start = int(rng.integers(0, _BLOCK_DAYS))
    fatigue, level = np.empty(n), 0.5
    for day in range(n):
        yesterday = (weekday - (n - 1 - day) - 1) % 7
        is_easy_week = (start + day) % _BLOCK_DAYS >= 21  # noqa: PLR2004  three weeks are over
        load = athlete.week[yesterday] * (0.5 if is_easy_week else 1.0)
        level += 0.45 * (load - level)
        fatigue[day] = 2.2 * (level - 0.5)
    return np.clip(fatigue, -1.2, 1.2)


def _illness(n: int, rng: np.random.Generator) -> _Days:
    """0..1: most athletes have none or one in two months; four to eight days, at its worst on the second."""
    illness = np.zeros(n)
    for _ in range(rng.poisson(0.55 * n / 60)):
        start, length = int(rng.integers(0, n)), int(rng.integers(4, 9))
        course = np.concatenate([[0.6, 1.0], np.linspace(0.9, 0.15, length - 2)])
        end = min(n, start + length)
        illness[start:end] = np.maximum(illness[start:end], course[: end - start] * rng.uniform(0.7, 1.0))
    return illness


def _bad_nights(n: int, rng: np.random.Generator) -> _Days:
    """0..1: about one night in sixteen, sometimes two in a row."""
    bad = _some(n, 0.05, rng) * rng.uniform(0.5, 1.0, n)
    after = np.roll(bad, 1) * _some(n, 0.25, rng) * 0.8
    return np.maximum(bad, after)


def _some(n: int, share: float, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """A share of n days, each by chance."""
    return rng.random(n) < share


def _chance(n: int, rng: np.random.Generator) -> _Days:
    """Chance with a standard deviation of 1, of which a part is carried over to the next day."""
    noise = rng.normal(size=n)
    for day in range(1, n):
        noise[day] = _CARRY_OVER * noise[day - 1] + np.sqrt(1 - _CARRY_OVER**2) * noise[day]
    return noise


def _measured(
    athlete: Athlete, fatigue: _Days, illness: _Days, bad_night: _Days, rng: np.random.Generator
) -> dict[str, list[Any]]:
    n = len(fatigue)
    state = _chance(n, rng)
    columns: dict[str, list[Any]] = {}
    if athlete.has_strap:
        z = 0.8 * state - 0.5 * fatigue - 2.8 * illness - 1.1 * bad_night
        rmssd = np.exp(athlete.ln_rmssd + athlete.ln_rmssd_spread * z)
        poor = _some(n, 0.025, rng)
        columns["hrv_rmssd"] = np.round(np.clip(rmssd, 12, 190), 1).tolist()
        columns["hrv_quality"] = np.where(poor, "POOR", np.where(_some(n, 0.1, rng), "FAIR", "GOOD")).tolist()
        artifacts = np.where(poor, rng.uniform(5, 20, n), rng.gamma(1.2, 0.8, n))
        columns["hrv_artifact_percent"] = np.round(np.clip(artifacts, 0, 40), 1).tolist()
        columns["hrv_duration"] = [float(seconds) for seconds in rng.choice([180, 240, 300], n)]
        columns["hrv_position"] = ["SUPINE"] * n
    if athlete.has_watch:
        deviation = 0.8 * rng.normal(size=n) - 0.4 * state + 0.5 * fatigue
        beats = athlete.resting_hr + athlete.resting_hr_spread * deviation + 8.5 * illness + 2.0 * bad_night
        columns["resting_hr"] = np.round(np.clip(beats, 32, 110)).tolist()
    return columns


def _answered(
    athlete: Athlete, fatigue: _Days, illness: _Days, bad_night: _Days, rng: np.random.Generator
) -> dict[str, list[Any]]:
    n = len(fatigue)
    hours = athlete.sleep_hours + rng.normal(0, 0.5, n) - 2.3 * bad_night + 0.5 * illness
    pain = np.where(_some(n, 0.03, rng), rng.integers(3, 6, n), 1 + _some(n, 0.12, rng))
    return {
        "sleep_hours": (np.round(np.clip(hours, 2.5, 11) * 4) / 4).tolist(),
        "sleep_quality": _ratings(athlete.sleep_quality - 3.6 * bad_night - 2.0 * illness, 0.7, rng),
        "muscle_soreness": _ratings(athlete.soreness + 1.6 * fatigue + 1.5 * illness, 0.7, rng),
        "energy_level": _ratings(athlete.energy - 1.1 * fatigue - 4.0 * illness - 1.6 * bad_night, 0.7, rng),
        "mood": _ratings(athlete.mood - 0.4 * fatigue - 2.4 * illness - 0.8 * bad_night, 0.7, rng),
        "stress": _ratings(athlete.stress + 0.3 * fatigue + 0.8 * illness + 0.8 * bad_night, 0.8, rng),
        "injury_pain": pain.tolist(),
    }


def _ratings(usual: _Days, spread: float, rng: np.random.Generator) -> list[Any]:
    ratings: list[Any] = (
        np.clip(np.round(usual + rng.normal(0, spread, len(usual))), 1, 10).astype(int).tolist()
    )
    return ratings


def _present(athlete: Athlete, n: int, rng: np.random.Generator) -> list[bool]:
    """Mornings with a check-in. Some are missed one by one, and some athletes are away for a week."""
    present = _some(n, athlete.adherence, rng)
    if rng.random() < _GO_AWAY:
        start = int(rng.integers(0, n))
        present[start : start + int(rng.integers(4, 10))] = False
    present[: max(0, n - 1 - athlete.days_with_us)] = False
    present[-1] = True  # today's is what the demo posts
    return [bool(there) for there in present]
