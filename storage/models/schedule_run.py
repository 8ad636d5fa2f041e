"""Runs of the schedule's entries."""

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.models.column_types import Instant, Words


class ScheduleRun(Base):
    """One run of one entry. However many messages ask for it, it is made once."""

    __tablename__ = "schedule_runs"
    __table_args__ = (Index(None, "due_at"),)

    entry: Mapped[Words] = mapped_column(primary_key=True)
    #: The point of time that the entry names, on Redis' clock; of a run by hand, when it began.
    due_at: Mapped[Instant] = mapped_column(primary_key=True)
    started_at: Mapped[Instant]
    #: Null while it runs, and for good if its process was killed.
    finished_at: Mapped[Instant | None]
    #: What it owed, submitted or removed. Null where it failed.
    rows: Mapped[int | None] = mapped_column(BigInteger)
    #: The kind of failure; never a text, which could hold anything.
    error: Mapped[Words | None]
