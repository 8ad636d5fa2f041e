"""Training load: one row per athlete and local day, computed from the activities alone."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import Float, ForeignKey, SmallInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.models.column_types import CreatedAt, Words


class TrainingLoad(Base):
    """One day of `domain.load_day.LoadDay`, written by the lane `training-loads` only."""

    __tablename__ = "training_loads"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True)
    date: Mapped[dt.date] = mapped_column(primary_key=True)
    unit: Mapped[Words]
    daily_load: Mapped[float | None] = mapped_column(Float)
    sessions: Mapped[int] = mapped_column(SmallInteger)
    unknown_sessions: Mapped[int] = mapped_column(SmallInteger)
    duplicates: Mapped[int] = mapped_column(SmallInteger)
    acute: Mapped[float | None] = mapped_column(Float)
    chronic: Mapped[float | None] = mapped_column(Float)
    acwr: Mapped[float | None] = mapped_column(Float)
    zone: Mapped[Words | None]
    withheld: Mapped[Words | None]
    monotony: Mapped[float | None] = mapped_column(Float)
    strain: Mapped[float | None] = mapped_column(Float)
    largest_session: Mapped[float | None] = mapped_column(Float)
    spike_ratio: Mapped[float | None] = mapped_column(Float)
    spike: Mapped[Words | None]
    strength: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    computed_at: Mapped[CreatedAt]
