"""Streaks of check-ins: one row per athlete."""

import datetime as dt
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.models.column_types import CreatedAt


class Streak(Base):
    """The newest streak of an athlete and the best one, written by the lane `streaks` only.

    Whether the newest one is still going on is a matter of the day on which it is read.
    """

    __tablename__ = "streaks"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True)
    #: Check-ins that were counted: by it a run sees whether there is anything new.
    check_ins: Mapped[int] = mapped_column(Integer)
    current_start: Mapped[dt.date | None]
    current_last: Mapped[dt.date | None]
    #: The largest milestone that was passed within the newest streak; 0 for none.
    passed: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    #: It never goes down.
    best: Mapped[int] = mapped_column(Integer)
    best_start: Mapped[dt.date | None]
    best_achieved_on: Mapped[dt.date | None]
    updated_at: Mapped[CreatedAt]
