"""Summaries: what dashboards read, counted beforehand. Written by their lanes and rebuilds only."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Date, Float, ForeignKey, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.assignments import AssignmentKind
from storage.models.base import Base
from storage.models.column_types import CreatedAt, Instant, Words
from storage.models.one_of import one_of


class TeamSummary(Base):
    """That a team's summaries are there, and as of when. `version` goes up with each of their changes.

    While a team has no such row, none of its days are counted yet.
    """

    __tablename__ = "team_summaries"

    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    as_of: Mapped[Instant]


class TeamDaySummary(Base):
    """What a team's broadcasts gave an athlete to do on one day, and how much of it was done."""

    __tablename__ = "team_day_summaries"
    __table_args__ = (CheckConstraint(one_of("kind", AssignmentKind), name="kind"),)

    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    client_id: Mapped[UUID] = mapped_column(
        ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[Words] = mapped_column(primary_key=True)
    assigned: Mapped[int] = mapped_column(Integer)
    completed: Mapped[int] = mapped_column(Integer)
    computed_at: Mapped[CreatedAt]


class BroadcastSummary(Base):
    """How many athletes got a broadcast, and how many did it."""

    __tablename__ = "broadcast_summaries"

    broadcast_id: Mapped[UUID] = mapped_column(
        ForeignKey("broadcasts.id", ondelete="CASCADE"), primary_key=True
    )
    assigned: Mapped[int] = mapped_column(Integer)
    completed: Mapped[int] = mapped_column(Integer)
    computed_at: Mapped[CreatedAt]


class BusinessSummary(Base):
    """What a business comes to as of a moment (`storage.business_counts` says what is in `counts`)."""

    __tablename__ = "business_summaries"

    business_id: Mapped[UUID] = mapped_column(
        ForeignKey("businesses.id", ondelete="CASCADE"), primary_key=True
    )
    counts: Mapped[Any] = mapped_column(JSONB)
    version: Mapped[int] = mapped_column(BigInteger)
    as_of: Mapped[Instant]


class BusinessTrend(Base):
    """One month of a business, in its own time zone. A closed month is not computed again, only compared."""

    __tablename__ = "business_trends"

    business_id: Mapped[UUID] = mapped_column(
        ForeignKey("businesses.id", ondelete="CASCADE"), primary_key=True
    )
    #: Its first day.
    month: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    tests_running: Mapped[int] = mapped_column(Integer)
    tests_cycling: Mapped[int] = mapped_column(Integer)
    tests_skiing: Mapped[int] = mapped_column(Integer)
    check_ins: Mapped[int] = mapped_column(Integer)
    #: Mean of the readiness scores, and of how many athletes.
    readiness: Mapped[float | None] = mapped_column(Float)
    readiness_athletes: Mapped[int] = mapped_column(Integer)
    #: Check-ins since the platform has known the athlete, of how many such days, of how many athletes.
    kept: Mapped[int] = mapped_column(Integer)
    athlete_days: Mapped[int] = mapped_column(Integer)
    athletes: Mapped[int] = mapped_column(Integer)
    is_closed: Mapped[bool]
    computed_at: Mapped[CreatedAt]
