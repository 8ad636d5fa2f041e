"""The ledger: what is owed, what is done, what is dead."""

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.models.column_types import Instant, Words


class OwedWork(Base):
    """Deferred work of one key of one lane.

    Whoever creates work raises `revision` in the transaction of the data that calls for it; whoever
    finishes it raises `done_revision` in the transaction of the result. It is owed while the second
    is below the first, unless `dead_at` is set. What is dead may be forgotten: an operator has said that
    nobody need look at it again.
    """

    __tablename__ = "owed_work"
    __table_args__ = (
        CheckConstraint("done_revision <= revision", name="done_within_revision"),
        CheckConstraint("forgotten_at IS NULL OR dead_at IS NOT NULL", name="forgotten_is_dead"),
        Index(
            "ix_owed_work_still_owed",
            "owed_at",
            "lane",
            "key",
            postgresql_where=text("done_revision < revision AND dead_at IS NULL"),
        ),
        Index(
            "ix_owed_work_dead",
            "dead_at",
            "lane",
            "key",
            postgresql_where=text("dead_at IS NOT NULL"),
            postgresql_include=["forgotten_at"],
        ),
    )

    lane: Mapped[Words] = mapped_column(primary_key=True)
    key: Mapped[Words] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger)
    done_revision: Mapped[int] = mapped_column(BigInteger, server_default="0")
    owed_at: Mapped[Instant] = mapped_column(server_default=text("now()"))
    done_at: Mapped[Instant | None]
    #: The run that did `done_revision`: its name, the number of its attempt, and how late it was.
    done_run: Mapped[Words | None]
    done_attempt: Mapped[int | None]
    done_lag_ms: Mapped[int | None] = mapped_column(BigInteger)
    last_error: Mapped[Words | None]
    dead_at: Mapped[Instant | None]
    forgotten_at: Mapped[Instant | None]
