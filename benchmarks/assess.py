"""The formulas alone: in batches against check-in by check-in, and one engine against the other."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from benchmarks.figure import Aim, Figure
from benchmarks.rounds import interleaved
from benchmarks.stage import Stage
from domain.assessment import CheckInBatch, CheckInInputs, DayHistory, assess
from domain.history import ANSWERS
from domain.individual import document
from domain.individual.engine import assess_individual
from domain.percent import assess_percent, percent_documents
from domain.wellness import assess_wellness

BATCH = 200
#: Days of history, of which the engines look at thirty and at sixty-six.
DAYS = 90
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
        {
            "batches": batches,
            "one by one": one_by_one,
            "percent": lambda: _milliseconds(_percent, inputs, histories),
            "individual": lambda: _milliseconds(_individual, inputs, histories),
        },
        after_round=lambda: stage.progress("assess"),
    )
    return [
        Figure(
            name="assess_batch_vs_one_by_one",
            value=measured["batches"],
            unit="assessments/s",
            baseline=measured["one by one"],
            note=f"both engines, batches of {BATCH} with {DAYS} days of history; baseline: one by one",
        ),
        Figure(
            name="assess_individual_vs_percent",
            value=measured["individual"],
            unit="ms CPU",
            baseline=measured["percent"],
            aim=Aim("ratio", "at most", 1.5),
            note=f"one engine from packed rows to its stored result, a batch of {BATCH}; baseline: percent",
        ),
        *(
            Figure(
                name=f"assess_{engine}",
                value=1e3 * BATCH / measured[engine],
                unit="assessments/s of CPU",
                note=f"this engine alone, batches of {BATCH} with {DAYS} days of history",
            )
            for engine in ("percent", "individual")
        ),
    ]


def _percent(inputs: Sequence[Any], histories: Sequence[Any]) -> None:
    percent_documents(assess_percent(CheckInBatch.from_rows(inputs, histories)))


def _individual(inputs: Sequence[Any], histories: Sequence[Any]) -> None:
    batch = CheckInBatch.from_rows(inputs, histories)
    result = assess_individual(batch, assess_wellness(batch))
    document.documents(batch, result, document.reasons_of(result))


def _milliseconds(
    engine: Callable[[Sequence[Any], Sequence[Any]], None], inputs: Sequence[Any], histories: Sequence[Any]
) -> float:
    """CPU time of a batch: as time goes by, the machine's other work would be measured too."""
    began = time.thread_time()
    for _ in range(BATCHES):
        engine(inputs, histories)
    return 1e3 * (time.thread_time() - began) / BATCHES


def _per_second(batches: Sequence[tuple[Sequence[Any], Sequence[Any]]]) -> float:
    began = time.perf_counter()
    for inputs, histories in batches:
        assess(CheckInBatch.from_rows(inputs, histories))
    return sum(len(inputs) for inputs, _ in batches) / (time.perf_counter() - began)


def _check_ins(n: int) -> tuple[list[CheckInInputs], list[bytes]]:
    rng = np.random.default_rng(1)
    days = list(range(DAYS, 0, -1))

    def one() -> tuple[CheckInInputs, bytes]:
        hrv, rhr = rng.normal(65, 8, DAYS + 1).round(1).tolist(), rng.normal(52, 3, DAYS + 1).round().tolist()
        hours = rng.normal(7.5, 0.7, DAYS + 1).round(1).tolist()
        answers = {name: rng.integers(1, 11, DAYS + 1).tolist() for name in ANSWERS}
        given = CheckInInputs(
            hrv_rmssd=hrv[-1],
            hrv_quality="GOOD",
            hrv_artifact_percent=1.0,
            hrv_duration=180.0,
            hrv_position="SUPINE",
            resting_hr=rhr[-1],
            sleep_hours=hours[-1],
            injury_pain=1,
            **{name: values[-1] for name, values in answers.items()},
        )
        past = DayHistory(
            days,
            hrv[:-1],
            ["GOOD"] * DAYS,
            [1.0] * DAYS,
            rhr[:-1],
            sleep_hours=hours[:-1],
            **{name: values[:-1] for name, values in answers.items()},
        )
        return given, past.pack()

    pairs = [one() for _ in range(n)]
    return [given for given, _ in pairs], [history for _, history in pairs]
