"""Effects: what check-ins have set in motion, each once; and the notices among them."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Instant, Words


class Effect(Base):
    """One effect: what it changed, which check-in called for it, and whether it still stands.

    Written in the transaction of the change. Of one effect key one row stands at most; those that were
    withdrawn stay as its history.
    """

    __tablename__ = "effects"
    __table_args__ = (
        Index(
            "uq_effects_standing_key",
            "effect_key",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index(
            "ix_effects_standing_of_client",
            "client_id",
            "lane",
            "date",
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        # What a person has decided is looked up for as long as it may matter, and there is little of it.
        Index("ix_effects_left", "client_id", postgresql_where=text("left_as_is")),
        Index(None, "client_id", "date"),
        # What may go once it is old.
        Index(
            "ix_effects_withdrawn",
            "withdrawn_at",
            postgresql_where=text("withdrawn_at IS NOT NULL AND NOT left_as_is"),
        ),
    )

    id: Mapped[Id]
    effect_key: Mapped[Words]
    #: The lane that makes it, and withdraws it.
    lane: Mapped[Words]
    kind: Mapped[Words]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    #: The check-in that called for it: its local day, and its revision.
    date: Mapped[dt.date]
    revision: Mapped[int] = mapped_column(BigInteger)
    #: Id of the row that it changed.
    subject: Mapped[Words | None]
    #: Why, as codes and numbers; and what it changed.
    cause: Mapped[Any] = mapped_column(JSONB)
    before: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[Any] = mapped_column(JSONB)
    made_at: Mapped[CreatedAt]
    withdrawn_at: Mapped[Instant | None]
    #: `domain.effects.Because`.
    withdrawn_because: Mapped[Words | None]
    #: A person has touched its subject since, so that it was left as it is.
    left_as_is: Mapped[bool] = mapped_column(server_default=text("false"))


class Notice(Base):
    """Something to be told: to whom, and by what means, is the business of the lane `notices`.

    Its key is that of the condition, not of the day: while the condition lasts it is told once. Of one that
    was withdrawn and is wanted again the row is used again.
    """

    __tablename__ = "notices"
    __table_args__ = (Index(None, "client_id", "raised_at"),)

    id: Mapped[Id]
    notice_key: Mapped[Words] = mapped_column(unique=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    #: `domain.notices.NoticeKind`, `Audience` and `Priority`.
    kind: Mapped[Words]
    audience: Mapped[list[str]] = mapped_column(ARRAY(Text))
    priority: Mapped[Words]
    #: The local day that it is about.
    date: Mapped[dt.date]
    #: What the message is made of, as codes and numbers.
    params: Mapped[Any] = mapped_column(JSONB)
    raised_at: Mapped[CreatedAt]
    expires_at: Mapped[Instant | None]
    withdrawn_at: Mapped[Instant | None]
    withdrawn_because: Mapped[Words | None]
