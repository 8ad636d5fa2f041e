"""Check-ins for the tests of the formulas."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from domain.assessment import Assessments, CheckInBatch, CheckInInputs, DayHistory, assess
from domain.circumstances import Circumstances

Values = Sequence[float | None]
MakeHistory = Callable[..., DayHistory]
MakeBatch = Callable[..., CheckInBatch]
AssessOne = Callable[..., dict[str, Any]]

#: All seven questions answered as well as can be.
BEST_ANSWERS = {
    "sleep_quality": 10,
    "sleep_hours": 8,
    "muscle_soreness": 1,
    "energy_level": 10,
    "mood": 10,
    "stress": 1,
    "injury_pain": 1,
}


def _history(
    hrv: Values = (), resting_hr: Values = (), quality: str = "GOOD", artifact: float | None = None
) -> DayHistory:
    """Build a history that ends yesterday: oldest value first, None for a day without one."""
    days = max(len(hrv), len(resting_hr))
    return DayHistory(
        days_before=range(days, 0, -1),
        hrv_rmssd=[*[None] * (days - len(hrv)), *hrv],
        hrv_quality=[quality] * days,
        hrv_artifact_percent=[artifact] * days,
        resting_hr=[*[None] * (days - len(resting_hr)), *resting_hr],
    )


def _batch_of_one(history: DayHistory | None = None, **inputs: Any) -> CheckInBatch:
    return CheckInBatch.from_rows([CheckInInputs(**inputs)], [history or DayHistory()])


def row_of(results: Assessments, row: int) -> dict[str, Any]:
    """One check-in's results by column."""
    return {name: getattr(results, name)[row] for name in results.__slots__}


@pytest.fixture(scope="session")
def history() -> MakeHistory:
    return _history


@pytest.fixture(scope="session")
def one() -> MakeBatch:
    return _batch_of_one


@pytest.fixture(scope="session")
def assess_one() -> AssessOne:
    def run(
        history: DayHistory | None = None,
        acwr: float | None = None,
        engine: str | None = None,
        methodology: str | None = None,
        **inputs: Any,
    ) -> dict[str, Any]:
        around = Circumstances(engine, methodology, acwr)
        batch = CheckInBatch.from_rows([CheckInInputs(**inputs)], [history or DayHistory()], [around])
        return row_of(assess(batch), 0)

    return run


@pytest.fixture(scope="session")
def best_answers() -> dict[str, float]:
    return dict(BEST_ANSWERS)
