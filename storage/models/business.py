"""Businesses, and who works in them."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Words


class Business(Base):
    """A coaching business. Its midnight is that of its own time zone (IANA name).

    `engine` is whose verdict it goes by (`domain.circumstances.EngineChoice`); both are computed and kept.
    """

    __tablename__ = "businesses"
    __table_args__ = (CheckConstraint("engine IN ('percent', 'individual')", name="engine"),)

    id: Mapped[Id]
    name: Mapped[Words]
    time_zone: Mapped[Words] = mapped_column(server_default="Europe/Stockholm")
    engine: Mapped[Words] = mapped_column(server_default="percent")
    created_at: Mapped[CreatedAt]


class BusinessMember(Base):
    """A user's membership of a business."""

    __tablename__ = "business_members"
    __table_args__ = (UniqueConstraint("business_id", "user_id"),)

    id: Mapped[Id]
    business_id: Mapped[UUID] = mapped_column(ForeignKey("businesses.id", ondelete="CASCADE"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    role: Mapped[Words]
    is_active: Mapped[bool] = mapped_column(server_default=true())
