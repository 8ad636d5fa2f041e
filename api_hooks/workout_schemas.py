"""Schemas of the answers about workouts."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api_hooks.schemas import LinkedReceipt, Shown
from domain.workouts import WorkoutIntensity, WorkoutStatus, WorkoutType


class Workout(Shown):
    """A workout as it is planned now."""

    id: UUID
    client_id: UUID
    program_id: UUID | None
    date: date
    position: int = Field(description="order within the day")
    type: WorkoutType
    status: WorkoutStatus
    intensity: WorkoutIntensity | None
    duration_minutes: float | None
    distance_m: float | None = Field(alias="distanceM")
    coach_notes: str | None
    name: str | None
    phase: str | None
    week_number: int | None
    day_number: int | None
    segment_count: int | None
    completed_at: datetime | None
    created_at: datetime
    updated_at: datetime


class OriginalPlan(Shown):
    """The values that were planned."""

    type: WorkoutType
    status: WorkoutStatus
    intensity: WorkoutIntensity | None
    duration_minutes: float | None
    distance_m: float | None = Field(alias="distanceM")


class ChangeOfPlan(Shown):
    """What software has changed of a plan, and why. It is undone when its cause is."""

    decision: str
    changed_at: datetime
    check_in_date: date | None = Field(description="the check-in that called for it")
    cause: dict[str, Any] | None = Field(description="the rule, and the values that met it")
    planned: OriginalPlan


class ShownWorkout(Workout):
    """A workout, with the original plan where software has changed it."""

    change: ChangeOfPlan | None


class Workouts(Shown):
    """An athlete's workouts, by day."""

    success: Literal[True]
    client_id: UUID
    from_: date = Field(alias="from", description="first day that is shown")
    to: date = Field(description="last day that is shown")
    workouts: list[ShownWorkout]


class PlannedWorkouts(Shown):
    """The workouts are stored, and the cascade of each athlete is owed."""

    success: Literal[True]
    workouts: list[Workout]
    receipts: list[LinkedReceipt] = Field(description="one for each athlete")


class WrittenWorkout(Shown):
    """The workout is changed or removed."""

    success: Literal[True]
    workout: Workout
    receipt: LinkedReceipt | None = Field(description="null where nothing was changed")
