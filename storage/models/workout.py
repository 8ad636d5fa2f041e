"""Planned training: programs, their workouts, and what was changed of a plan."""

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.workouts import WorkoutIntensity, WorkoutStatus, WorkoutType
from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Instant, Words
from storage.models.one_of import one_of


class TrainingProgram(Base):
    """A training program of an athlete, towards a goal. Software never changes one: it proposes."""

    __tablename__ = "training_programs"

    id: Mapped[Id]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), index=True)
    name: Mapped[Words]
    goal_date: Mapped[dt.date | None]
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[CreatedAt]


class Workout(Base):
    """One planned workout on a local day of the athlete."""

    __tablename__ = "workouts"
    __table_args__ = (
        CheckConstraint(one_of("type", WorkoutType), name="type"),
        CheckConstraint(one_of("status", WorkoutStatus), name="status"),
        CheckConstraint(one_of("intensity", WorkoutIntensity), name="intensity"),
        CheckConstraint("duration_minutes >= 0", name="duration_minutes"),
        CheckConstraint("distance_m >= 0", name="distance_m"),
        Index(None, "client_id", "date"),
    )

    id: Mapped[Id]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    program_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("training_programs.id", ondelete="SET NULL"), index=True
    )
    date: Mapped[dt.date]
    #: Order within the day.
    position: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    type: Mapped[Words]
    status: Mapped[Words] = mapped_column(server_default="PLANNED")
    intensity: Mapped[Words | None]
    duration_minutes: Mapped[float | None] = mapped_column(Float)
    distance_m: Mapped[float | None] = mapped_column(Float)
    coach_notes: Mapped[Words | None]
    #: Where it stands in its program, as far as that says so.
    name: Mapped[Words | None]
    phase: Mapped[Words | None]
    week_number: Mapped[int | None] = mapped_column(SmallInteger)
    day_number: Mapped[int | None] = mapped_column(SmallInteger)
    #: Parts that it is made of.
    segment_count: Mapped[int | None] = mapped_column(SmallInteger)
    completed_at: Mapped[Instant | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class WorkoutModification(Base):
    """What an effect changed of a workout: the plan as it was, and what became of it."""

    __tablename__ = "workout_modifications"
    __table_args__ = (Index(None, "workout_id", "created_at"), Index(None, "effect_key"))

    id: Mapped[Id]
    workout_id: Mapped[UUID] = mapped_column(ForeignKey("workouts.id", ondelete="CASCADE"))
    #: The effect that it is part of (`effects.effect_key`).
    effect_key: Mapped[Words]
    #: `domain.injuries.decision.Decision`.
    decision: Mapped[Words]
    planned_type: Mapped[Words]
    planned_status: Mapped[Words]
    planned_intensity: Mapped[Words | None]
    planned_duration_minutes: Mapped[float | None] = mapped_column(Float)
    planned_distance_m: Mapped[float | None] = mapped_column(Float)
    modified_type: Mapped[Words]
    modified_status: Mapped[Words]
    modified_intensity: Mapped[Words | None]
    modified_duration_minutes: Mapped[float | None] = mapped_column(Float)
    modified_distance_m: Mapped[float | None] = mapped_column(Float)
    created_at: Mapped[CreatedAt]
    undone_at: Mapped[Instant | None]
