"""People who can log in."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Words

ROLES = ("ADMIN", "COACH", "ATHLETE", "PHYSIO")


class User(Base):
    """A login. What it may see follows from its role (`storage.access`)."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint(f"role IN {ROLES}", name="role"),)

    id: Mapped[Id]
    email: Mapped[Words] = mapped_column(unique=True)
    name: Mapped[Words]
    role: Mapped[Words]
    language: Mapped[Words] = mapped_column(server_default="en")
    created_at: Mapped[CreatedAt]
