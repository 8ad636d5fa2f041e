"""What becomes of a planned workout: always computed from the plan, so that nothing compounds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from domain.injuries.decision import Decision
from domain.workouts import WorkoutIntensity, WorkoutStatus, WorkoutType

#: Training of another kind takes so much longer for the same effect.
ALTERNATIVE_FACTOR = 1.2
HALF = 0.5

_ORDER = list(WorkoutIntensity)


@dataclass(frozen=True, slots=True)
class Plan:
    """What can be changed of a workout."""

    type: str
    status: str
    intensity: str | None = None
    duration_minutes: float | None = None
    distance_m: float | None = None

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Plan":
        """Read what `to_json` has made; other members are left out."""
        return cls(
            values["type"],
            values["status"],
            values["intensity"],
            values["duration_minutes"],
            values["distance_m"],
        )

    def to_json(self) -> dict[str, Any]:
        """As JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


def changed(
    plan: Plan, decision: Decision, affected: Collection[str], *, allows_cross_training: bool = True
) -> Plan | None:
    """What a decision makes of a workout; None where that is what it is already.

    Args:
        plan: the workout as it was planned.
        decision: what is called for.
        affected: types of workouts that load what hurts: only these become another kind of training.
        allows_cross_training: otherwise they are cancelled.
    """
    if plan.status in {WorkoutStatus.COMPLETED, WorkoutStatus.CANCELLED}:
        return None
    is_recovery = plan.type == WorkoutType.RECOVERY
    new, cancelled = plan, replace(plan, status=WorkoutStatus.CANCELLED.value)
    if decision is Decision.REST:
        new = cancelled
    elif decision is Decision.NONE or is_recovery:
        return None
    elif decision is Decision.CROSS_TRAINING_ONLY:
        if plan.type in affected:
            new = _alternative(plan) if allows_cross_training else cancelled
    else:
        factor = HALF if decision is Decision.REDUCE_50 else 1.0
        new = replace(
            plan,
            intensity=_easy_at_most(plan.intensity),
            duration_minutes=_times(plan.duration_minutes, factor),
            distance_m=_times(plan.distance_m, factor),
        )
    if new == plan:
        return None
    return new if new.status == WorkoutStatus.CANCELLED else replace(new, status=WorkoutStatus.MODIFIED.value)


def _alternative(plan: Plan) -> Plan:
    """Something else for a fifth longer, easy at most. Another kind of training has another distance."""
    return replace(
        plan,
        type=WorkoutType.ALTERNATIVE.value,
        intensity=_easy_at_most(plan.intensity),
        duration_minutes=_times(plan.duration_minutes, ALTERNATIVE_FACTOR),
        distance_m=None,
    )


def _easy_at_most(intensity: str | None) -> str | None:
    """What is not known stays unknown."""
    if intensity is None or _ORDER.index(WorkoutIntensity(intensity)) <= _ORDER.index(WorkoutIntensity.EASY):
        return intensity
    return WorkoutIntensity.EASY.value


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else round(value * factor, 2)
