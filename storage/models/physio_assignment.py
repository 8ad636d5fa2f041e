"""Physiotherapists, and whom they are in charge of."""

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.notice_delivery import PhysioRole
from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Words
from storage.models.one_of import one_of


class PhysioAssignment(Base):
    """One physiotherapist's charge: an athlete, or all those of a team, an organization, and so on.

    Its dates, both included, are local days of the athlete.
    """

    __tablename__ = "physio_assignments"
    __table_args__ = (
        CheckConstraint(one_of("role", PhysioRole), name="role"),
        CheckConstraint(
            "num_nonnulls(client_id, team_id, organization_id, business_id, location_id) = 1", name="scope"
        ),
        CheckConstraint("end_date >= start_date", name="ends_after_start"),
    )

    id: Mapped[Id]
    physio_user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    client_id: Mapped[UUID | None] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    organization_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), index=True
    )
    business_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("businesses.id", ondelete="CASCADE"), index=True
    )
    location_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("locations.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[Words] = mapped_column(server_default="PRIMARY")
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    start_date: Mapped[dt.date] = mapped_column(server_default=text("CURRENT_DATE"))
    end_date: Mapped[dt.date | None]
    created_at: Mapped[CreatedAt]
