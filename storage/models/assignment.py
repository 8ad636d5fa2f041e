"""What athletes are given to do: one by one, or by a broadcast to a team."""

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.assignments import AssignmentKind, AssignmentStatus
from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Instant, Words
from storage.models.one_of import one_of


class Broadcast(Base):
    """A session that a coach has given to a whole team. How many got it, and did it, is counted elsewhere."""

    __tablename__ = "broadcasts"
    __table_args__ = (
        CheckConstraint(one_of("kind", AssignmentKind), name="kind"),
        UniqueConstraint("id", "team_id"),  # what assignments refer to
        Index("ix_broadcasts_team_id_assigned_date", "team_id", text("assigned_date DESC")),
    )

    id: Mapped[Id]
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    #: The coach.
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[Words]
    name: Mapped[Words]
    assigned_date: Mapped[dt.date]
    created_at: Mapped[CreatedAt]


class Assignment(Base):
    """One session of one athlete. `team_id` is the team at the time; of a broadcast's it is the broadcast's.

    A team's summaries count those that came by its broadcasts.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint(one_of("kind", AssignmentKind), name="kind"),
        CheckConstraint(one_of("status", AssignmentStatus), name="status"),
        CheckConstraint("broadcast_id IS NULL OR team_id IS NOT NULL", name="team_of_broadcast"),
        ForeignKeyConstraint(
            ["broadcast_id", "team_id"], ["broadcasts.id", "broadcasts.team_id"], ondelete="CASCADE"
        ),
        UniqueConstraint("broadcast_id", "client_id"),
        Index(None, "broadcast_id", "status"),
        Index(None, "client_id", "assigned_date"),
        Index(None, "team_id", "assigned_date"),
    )

    id: Mapped[Id]
    kind: Mapped[Words]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    broadcast_id: Mapped[UUID | None]
    name: Mapped[Words]
    assigned_date: Mapped[dt.date]
    status: Mapped[Words] = mapped_column(server_default="PENDING")
    completed_at: Mapped[Instant | None]
    created_at: Mapped[CreatedAt]
