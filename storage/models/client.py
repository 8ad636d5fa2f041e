"""Athletes: the coach's clients, and the logins that belong to them."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Words


class Client(Base):
    """An athlete. `user_id` is the coach; days are counted in `time_zone` (IANA name).

    `methodology` is how training is distributed over intensities (`domain.circumstances.Methodology`).
    Heart rates of sessions are held against `resting_hr` and `max_hr` (bpm) and `sex`; where one of them is
    not known, they say nothing.
    """

    __tablename__ = "clients"
    __table_args__ = (
        CheckConstraint(
            "methodology IN ('POLARIZED', 'NORWEGIAN', 'CANOVA', 'PYRAMIDAL')", name="methodology"
        ),
        CheckConstraint("sex IN ('FEMALE', 'MALE')", name="sex"),
        CheckConstraint("max_hr > resting_hr", name="max_above_resting"),
    )

    id: Mapped[Id]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    business_id: Mapped[UUID | None] = mapped_column(ForeignKey("businesses.id"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id"), index=True)
    location_id: Mapped[UUID | None] = mapped_column(ForeignKey("locations.id"), index=True)
    name: Mapped[Words]
    email: Mapped[Words | None]
    time_zone: Mapped[Words] = mapped_column(server_default="Europe/Stockholm")
    methodology: Mapped[Words | None]
    resting_hr: Mapped[float | None] = mapped_column(Float)
    max_hr: Mapped[float | None] = mapped_column(Float)
    sex: Mapped[Words | None]
    birth_date: Mapped[date | None]
    created_at: Mapped[CreatedAt]


class AthleteAccount(Base):
    """Which login is which athlete: one to one."""

    __tablename__ = "athlete_accounts"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
