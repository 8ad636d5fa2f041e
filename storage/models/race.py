"""Races that are planned, and results of races that were run."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, SmallInteger, UniqueConstraint, false, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.races import RaceClass, RaceDistance, RaceStatus
from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Words
from storage.models.one_of import one_of

_HAS_LENGTH = "(distance = 'CUSTOM') = (custom_distance_km IS NOT NULL)"


class Race(Base):
    """A race of an athlete, on a local day. `calendar_id` is the season's calendar in the product."""

    __tablename__ = "races"
    __table_args__ = (
        CheckConstraint(one_of("distance", RaceDistance), name="distance"),
        CheckConstraint(one_of("classification", RaceClass), name="classification"),
        CheckConstraint(one_of("status", RaceStatus), name="status"),
        CheckConstraint(_HAS_LENGTH, name="custom_distance_km"),
        Index(None, "client_id", "date"),
    )

    id: Mapped[Id]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    date: Mapped[dt.date]
    name: Mapped[Words]
    description: Mapped[Words | None]
    distance: Mapped[Words]
    custom_distance_km: Mapped[float | None] = mapped_column(Float)
    classification: Mapped[Words | None]
    status: Mapped[Words] = mapped_column(server_default="PLANNED")
    #: Minutes.
    target_time: Mapped[float | None] = mapped_column(Float)
    assessment: Mapped[Words | None]
    taper_weeks: Mapped[int | None] = mapped_column(SmallInteger)
    calendar_id: Mapped[UUID | None]
    season_name: Mapped[Words | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class RaceResult(Base):
    """A race that was run, and what is computed from its length and time.

    The same athlete, day, length and name is the same result. Times are in minutes, `avg_pace` in minutes a
    kilometre, `temperature` in C, `humidity` in %, `wind_speed` in m/s, `elevation` in metres climbed.
    """

    __tablename__ = "race_results"
    __table_args__ = (
        CheckConstraint(one_of("distance", RaceDistance), name="distance"),
        CheckConstraint(_HAS_LENGTH, name="custom_distance_km"),
        CheckConstraint("time_minutes > 0", name="time_minutes"),
        UniqueConstraint(
            "client_id", "race_date", "distance_m", "race_name", postgresql_nulls_not_distinct=True
        ),
        # One result a race.
        Index(None, "race_id", unique=True, postgresql_where=text("race_id IS NOT NULL")),
    )

    id: Mapped[Id]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    race_id: Mapped[UUID | None] = mapped_column(ForeignKey("races.id", ondelete="SET NULL"))
    race_date: Mapped[dt.date]
    race_name: Mapped[Words | None]
    distance: Mapped[Words]
    custom_distance_km: Mapped[float | None] = mapped_column(Float)
    distance_m: Mapped[float] = mapped_column(Float)
    time_minutes: Mapped[float] = mapped_column(Float)
    time_formatted: Mapped[Words]
    race_type: Mapped[Words | None]
    terrain: Mapped[Words | None]
    temperature: Mapped[float | None] = mapped_column(Float)
    humidity: Mapped[float | None] = mapped_column(Float)
    wind_speed: Mapped[float | None] = mapped_column(Float)
    elevation: Mapped[float | None] = mapped_column(Float)
    conditions: Mapped[Words | None]
    goal_time: Mapped[float | None] = mapped_column(Float)
    goal_achieved: Mapped[bool | None]
    avg_heart_rate: Mapped[float | None] = mapped_column(Float)
    max_heart_rate: Mapped[float | None] = mapped_column(Float)
    avg_pace: Mapped[float | None] = mapped_column(Float)
    splits: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    athlete_notes: Mapped[Words | None]
    coach_notes: Mapped[Words | None]
    used_for_zones: Mapped[bool] = mapped_column(server_default=false())
    #: ml/kg/min; NULL with the rest where the distance is none that it can be told from.
    vdot: Mapped[float | None] = mapped_column(Float)
    training_paces: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    equivalent_times: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
