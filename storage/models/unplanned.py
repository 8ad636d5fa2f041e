"""Training that no plan has: generated for the day, or told after it."""

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from domain.calendar import AdHocInput, AdHocStatus, Feeling, WodStatus
from domain.workouts import WorkoutIntensity, WorkoutType
from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Words
from storage.models.one_of import one_of


class GeneratedWod(Base):
    """A workout of the day, made by the product. Its day is the athlete's local one of `created_at`."""

    __tablename__ = "generated_wods"
    __table_args__ = (
        CheckConstraint(one_of("status", WodStatus), name="status"),
        CheckConstraint("session_rpe BETWEEN 0 AND 10", name="session_rpe"),
        Index(None, "client_id", "created_at"),
    )

    id: Mapped[Id]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    title: Mapped[Words]
    description: Mapped[Words | None]
    status: Mapped[Words] = mapped_column(server_default="GENERATED")
    mode: Mapped[Words | None]
    primary_sport: Mapped[Words | None]
    #: Both in minutes.
    requested_duration: Mapped[float | None] = mapped_column(Float)
    actual_duration: Mapped[float | None] = mapped_column(Float)
    #: Whether it was made easier for what the athlete's check-in said.
    intensity_adjusted: Mapped[bool | None]
    session_rpe: Mapped[float | None] = mapped_column(Float)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class AdHocWorkout(Base):
    """A workout that was done though nobody had planned it, on a local day, as the athlete told it."""

    __tablename__ = "ad_hoc_workouts"
    __table_args__ = (
        CheckConstraint(one_of("status", AdHocStatus), name="status"),
        CheckConstraint(one_of("input_type", AdHocInput), name="input_type"),
        CheckConstraint(one_of("workout_type", WorkoutType), name="workout_type"),
        CheckConstraint(one_of("intensity", WorkoutIntensity), name="intensity"),
        CheckConstraint(one_of("feeling", Feeling), name="feeling"),
        Index(None, "client_id", "date"),
    )

    id: Mapped[Id]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    date: Mapped[dt.date]
    title: Mapped[Words | None]
    description: Mapped[Words | None]
    status: Mapped[Words] = mapped_column(server_default="CONFIRMED")
    input_type: Mapped[Words] = mapped_column(server_default="MANUAL")
    workout_type: Mapped[Words]
    #: Minutes and km.
    duration: Mapped[float | None] = mapped_column(Float)
    distance: Mapped[float | None] = mapped_column(Float)
    perceived_effort: Mapped[int | None] = mapped_column(SmallInteger)
    intensity: Mapped[Words | None]
    feeling: Mapped[Words | None]
    #: Share of certainty, 0 to 1, that what was told is understood.
    confidence: Mapped[float | None] = mapped_column(Float)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
