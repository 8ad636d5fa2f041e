"""Alerts for coaches: what is noticed of an athlete, from when it begins until it is over."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.coach_alerts import AlertSeverity, AlertStatus, AlertType
from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Instant, Words
from storage.models.one_of import one_of


class CoachAlert(Base):
    """One alert. While its condition lasts it has no `resolved_at`, whatever the coach has made of it.

    Of one type an athlete has one such at most, so that what lasts is raised once.
    """

    __tablename__ = "coach_alerts"
    __table_args__ = (
        CheckConstraint(one_of("type", AlertType), name="type"),
        CheckConstraint(one_of("severity", AlertSeverity), name="severity"),
        CheckConstraint(one_of("status", AlertStatus), name="status"),
        Index(
            "uq_coach_alerts_lasting",
            "client_id",
            "type",
            unique=True,
            postgresql_where=text("resolved_at IS NULL"),
        ),
        Index(None, "user_id", "raised_at"),
    )

    id: Mapped[Id]
    #: The coach.
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), index=True)
    type: Mapped[Words]
    #: Athlete, type and the day on which it was raised: the key of its notice too (`effects.effect_key`).
    condition_key: Mapped[Words]
    severity: Mapped[Words]
    status: Mapped[Words] = mapped_column(server_default="ACTIVE")
    #: The numbers that it rests on.
    context: Mapped[Any] = mapped_column(JSONB)
    raised_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
    resolved_at: Mapped[Instant | None]
