"""The formulas alone: check-ins in batches, against the same function called check-in by check-in."""

import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.figure import Figure
from benchmarks.rounds import interleaved
from benchmarks.stage import Stage
from domain.assessment import CheckInBatch, CheckInInputs, DayHistory, assess

BATCH = 200
#: Calls in a row before the other side's turn.
BATCHES, SINGLES = 10, 50
TURNS = 5


def steps(rounds: int) -> int:
    """How often `measure` reports progress."""
    return rounds * TURNS + 1


def measure(stage: Stage) -> list[Figure]:
    """Assessments per second, from rows as a database hands them over to columns that can be stored."""
    inputs, histories = _check_ins(BATCH)

    def batches() -> float:
        return _per_second([(inputs, histories)] * BATCHES)

    def one_by_one() -> float:
        pairs = zip(inputs[:SINGLES], histories[:SINGLES], strict=True)
        return _per_second([([given], [history]) for given, history in pairs])

    measured = interleaved(
        stage.rounds * TURNS,
        {"batches": batches, "one by one": one_by_one},
        after_round=lambda: stage.progress("assess"),
    )
    return [
        Figure(
            name="assess_batch_vs_one_by_one",
            value=measured["batches"],
            unit="assessments/s",
            baseline=measured["one by one"],
            note=f"batches of {BATCH} with 30 days of history, formulas only; baseline: one by one",
        )
    ]


def _per_second(batches: Sequence[tuple[Sequence[Any], Sequence[Any]]]) -> float:
    began = time.perf_counter()
    for inputs, histories in batches:
        assess(CheckInBatch.from_rows(inputs, histories))
    return sum(len(inputs) for inputs, _ in batches) / (time.perf_counter() - began)


def _check_ins(n: int) -> tuple[list[CheckInInputs], list[DayHistory]]:
    rng = np.random.default_rng(1)
    days = list(range(30, 0, -1))

    def one() -> tuple[CheckInInputs, DayHistory]:
        hrv, rhr = rng.normal(65, 8, 31).round(1).tolist(), rng.normal(52, 3, 31).round().tolist()
        quality, hours, soreness, energy, mood, stress, pain = rng.integers(1, 11, 7).tolist()
        given = CheckInInputs(
            hrv_rmssd=hrv[-1],
            hrv_quality="GOOD",
            hrv_artifact_percent=1.0,
            hrv_duration=180.0,
            hrv_position="SUPINE",
            resting_hr=rhr[-1],
            sleep_quality=quality,
            sleep_hours=float(hours),
            muscle_soreness=soreness,
            energy_level=energy,
            mood=mood,
            stress=stress,
            injury_pain=pain,
        )
        return given, DayHistory(days, hrv[:-1], ["GOOD"] * 30, [1.0] * 30, rhr[:-1])

    pairs = [one() for _ in range(n)]
    return [given for given, _ in pairs], [history for _, history in pairs]
