"""Cases that are followed up, and the restrictions that they impose."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.injuries.cases import (
    CaseKind,
    CaseSource,
    CaseStatus,
    RestrictionSeverity,
    RestrictionSource,
    RestrictionType,
)
from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Instant, Words
from storage.models.one_of import one_of


class InjuryCase(Base):
    """One case: a body part that hurts, or an illness. Of each an athlete has one open at most.

    Automatic ones follow the check-ins. Once a person has assessed one (`assessed_by`) it is that person's:
    its source is MANUAL, and software changes it no more.
    """

    __tablename__ = "injury_cases"
    __table_args__ = (
        CheckConstraint(one_of("kind", CaseKind), name="kind"),
        CheckConstraint(one_of("status", CaseStatus), name="status"),
        CheckConstraint(one_of("source", CaseSource), name="source"),
        Index(
            "uq_injury_cases_open",
            "client_id",
            "kind",
            "body_part",
            unique=True,
            postgresql_where=text("status IN ('ACTIVE', 'MONITORING')"),
        ),
        Index(None, "client_id", "opened_on"),
    )

    id: Mapped[Id]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    kind: Mapped[Words]
    #: `domain.check_in.BodyPart`; UNKNOWN where none was named; NONE of an illness.
    body_part: Mapped[Words]
    side: Mapped[Words | None]
    #: Id in the catalogue (`domain.injuries.catalogue`), of an injury or an illness, where one was named.
    type: Mapped[Words | None]
    status: Mapped[Words]
    source: Mapped[Words]
    opened_on: Mapped[dt.date]
    last_reported_on: Mapped[dt.date]
    worst_pain: Mapped[int | None] = mapped_column(SmallInteger)
    severity: Mapped[Words]
    decision: Mapped[Words]
    #: When it may be over at the earliest, by the catalogue.
    minimum_days: Mapped[int] = mapped_column(SmallInteger)
    #: Return-to-running phase that is offered to begin with; software never moves on to the next.
    return_phase: Mapped[int | None] = mapped_column(SmallInteger)
    #: What a coach may want to do with the program; nothing of it is done by software.
    proposal: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    resolved_on: Mapped[dt.date | None]
    assessed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    assessed_at: Mapped[Instant | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class TrainingRestriction(Base):
    """What an athlete is to leave out, from a day until another, both included."""

    __tablename__ = "training_restrictions"
    __table_args__ = (
        CheckConstraint(one_of("type", RestrictionType), name="type"),
        CheckConstraint(one_of("severity", RestrictionSeverity), name="severity"),
        CheckConstraint(one_of("source", RestrictionSource), name="source"),
        CheckConstraint("end_date >= start_date", name="ends_after_start"),
        Index(None, "client_id", "end_date"),
    )

    id: Mapped[Id]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    case_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("injury_cases.id", ondelete="CASCADE"), index=True
    )
    type: Mapped[Words]
    severity: Mapped[Words]
    source: Mapped[Words]
    #: `domain.check_in.BodyPart`; none where it is about the whole body.
    body_parts: Mapped[list[str]] = mapped_column(ARRAY(Text))
    affected_workout_types: Mapped[list[str]] = mapped_column(ARRAY(Text))
    start_date: Mapped[dt.date]
    end_date: Mapped[dt.date]
    volume_reduction_percent: Mapped[int | None] = mapped_column(SmallInteger)
    max_intensity_zone: Mapped[int | None] = mapped_column(SmallInteger)
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    cleared_at: Mapped[Instant | None]
    cleared_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
