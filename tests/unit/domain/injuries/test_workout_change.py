"""What a decision makes of a planned workout."""

from datetime import date

import pytest

from domain.injuries.causes import Cause, strongest
from domain.injuries.decision import Decision
from domain.injuries.workout_change import Plan, changed
from domain.workouts import WorkoutIntensity, WorkoutType

RUN = Plan("RUNNING", "PLANNED", "THRESHOLD", 50.0, 10000.0)
LEGS = frozenset({WorkoutType.RUNNING})


@pytest.mark.parametrize(
    ("decision", "becomes"),
    [
        (Decision.NONE, None),
        (Decision.MONITOR, Plan("RUNNING", "MODIFIED", "EASY", 50.0, 10000.0)),
        (Decision.REDUCE_50, Plan("RUNNING", "MODIFIED", "EASY", 25.0, 5000.0)),
        (Decision.CROSS_TRAINING_ONLY, Plan("ALTERNATIVE", "MODIFIED", "EASY", 60.0, None)),
        (Decision.REST, Plan("RUNNING", "CANCELLED", "THRESHOLD", 50.0, 10000.0)),
    ],
)
def test_each_decision(decision: Decision, becomes: Plan | None) -> None:
    assert changed(RUN, decision, LEGS) == becomes


@pytest.mark.parametrize("decision", list(Decision))
@pytest.mark.parametrize("status", ["COMPLETED", "CANCELLED"])
def test_what_is_done_or_off_is_left(decision: Decision, status: str) -> None:
    assert changed(Plan("RUNNING", status), decision, LEGS) is None


@pytest.mark.parametrize("decision", [Decision.MONITOR, Decision.REDUCE_50, Decision.CROSS_TRAINING_ONLY])
def test_recovery_stays_under_anything_but_rest(decision: Decision) -> None:
    plan = Plan("RECOVERY", "PLANNED", "RECOVERY", 30.0)
    assert changed(plan, decision, frozenset(WorkoutType)) is None
    assert changed(plan, Decision.REST, ()) is not None


def test_what_does_not_load_what_hurts_is_left() -> None:
    assert changed(Plan("SWIMMING", "PLANNED", "MAX", 50.0), Decision.CROSS_TRAINING_ONLY, LEGS) is None


def test_where_cross_training_is_no_option_it_is_off() -> None:
    off = changed(RUN, Decision.CROSS_TRAINING_ONLY, LEGS, allows_cross_training=False)
    assert off is not None
    assert (off.type, off.status) == ("RUNNING", "CANCELLED")


@pytest.mark.parametrize("intensity", list(WorkoutIntensity))
def test_easy_at_most(intensity: WorkoutIntensity) -> None:
    plan = Plan("RUNNING", "PLANNED", intensity.value, 50.0)
    made = changed(plan, Decision.REDUCE_50, ())
    assert made is not None
    assert made.intensity == ("RECOVERY" if intensity == "RECOVERY" else "EASY")


def test_what_is_easy_already_is_no_change() -> None:
    assert changed(Plan("RUNNING", "PLANNED", "EASY", 50.0), Decision.MONITOR, ()) is None


def test_the_most_restrictive_of_those_that_change_it_counts() -> None:
    def cause(key: str, decision: Decision, *, allows: bool = True) -> Cause:
        return Cause(
            key=key,
            date=date(2026, 3, 2),
            revision=1,
            decision=decision,
            affected=LEGS,
            allows_cross_training=allows,
        )

    half, other = cause("half", Decision.REDUCE_50), cause("other", Decision.CROSS_TRAINING_ONLY)
    off = cause("off", Decision.CROSS_TRAINING_ONLY, allows=False)

    def chosen(plan: Plan) -> str | None:
        best = strongest([half, other, off], plan)
        return best and best[0].key

    assert chosen(RUN) == "off"
    assert chosen(Plan("SWIMMING", "PLANNED", None, 50.0)) == "half"
    assert chosen(Plan("SWIMMING", "PLANNED")) is None
