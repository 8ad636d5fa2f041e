"""Organizations that teams belong to, and places where athletes train."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Words


class Organization(Base):
    """A club or a federation: what several teams belong to (`teams.organization_id`)."""

    __tablename__ = "organizations"

    id: Mapped[Id]
    name: Mapped[Words]
    created_at: Mapped[CreatedAt]


class Location(Base):
    """A place where athletes train (`clients.location_id`)."""

    __tablename__ = "locations"

    id: Mapped[Id]
    business_id: Mapped[UUID | None] = mapped_column(ForeignKey("businesses.id"), index=True)
    name: Mapped[Words]
    created_at: Mapped[CreatedAt]
