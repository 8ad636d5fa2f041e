"""Teams of athletes."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Words


class Team(Base):
    """A team; `user_id` is the coach who owns it. Athletes name their team in `clients.team_id`."""

    __tablename__ = "teams"

    id: Mapped[Id]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    business_id: Mapped[UUID | None] = mapped_column(ForeignKey("businesses.id"), index=True)
    organization_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    name: Mapped[Words]
    description: Mapped[Words | None]
    sport_type: Mapped[Words | None]
    created_at: Mapped[CreatedAt]
