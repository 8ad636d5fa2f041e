"""Lanes that an operator has paused."""

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.models.column_types import Instant, Words


class LanePause(Base):
    """One lane that is paused: intake goes on, drains stop. No row, no pause."""

    __tablename__ = "lane_pauses"

    lane: Mapped[Words] = mapped_column(primary_key=True)
    paused_at: Mapped[Instant] = mapped_column(server_default=text("now()"))
    paused_by: Mapped[Words]
    reason: Mapped[Words]
