"""Conversations with the assistant, and what was said in them."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.chat import AnswerState, ProviderName, Speaker
from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Instant, Words
from storage.models.one_of import one_of


class Conversation(Base):
    """A conversation of one user, who alone may see it; about one athlete, or about none in particular."""

    __tablename__ = "ai_conversations"
    __table_args__ = (Index(None, "user_id", "spoken_at"),)

    id: Mapped[Id]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    client_id: Mapped[UUID | None] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), index=True)
    #: Whether it is the athlete's own.
    is_athlete_chat: Mapped[bool] = mapped_column(server_default=text("false"))
    #: How it begins.
    title: Mapped[Words]
    created_at: Mapped[CreatedAt]
    #: When something was said last.
    spoken_at: Mapped[CreatedAt]


class ChatMessage(Base):
    """Something that was said: a person's message, or an answer to one.

    An answer is PENDING while `alive_until` is in the future: who makes it moves that on.
    """

    __tablename__ = "ai_messages"
    __table_args__ = (
        CheckConstraint(one_of("role", Speaker), name="role"),
        CheckConstraint(one_of("state", AnswerState), name="state"),
        CheckConstraint(one_of("provider", ProviderName), name="provider"),
        CheckConstraint("(role = 'assistant') = (reply_to IS NOT NULL)", name="reply_to"),
        CheckConstraint("(state = 'PENDING') = (alive_until IS NOT NULL)", name="alive_until"),
        Index("uq_ai_messages_given_id", "sender_id", "given_id", unique=True),
        Index("ix_ai_messages_conversation_id_number", "conversation_id", "number"),
        # One answer at a time to each message, and what there is to sweep.
        Index("uq_ai_messages_pending", "reply_to", unique=True, postgresql_where=text("state = 'PENDING'")),
        Index(
            "ix_ai_messages_uncounted",
            "conversation_id",
            postgresql_where=text("role = 'assistant' AND counted_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("ai_conversations.id", ondelete="CASCADE"))
    #: The order in which things were said.
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    role: Mapped[Words]
    #: Of a person's message: who, and under which id they sent it. Sent again, it is the same message.
    sender_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    given_id: Mapped[Words | None]
    #: Of an answer: the message that it answers.
    reply_to: Mapped[UUID | None] = mapped_column(
        ForeignKey("ai_messages.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[Words] = mapped_column(server_default="DONE")
    content: Mapped[Words] = mapped_column(server_default="")
    #: Whether data of the athlete were at hand: such turns are told again only while there is consent.
    is_about_athlete: Mapped[bool] = mapped_column(server_default=text("false"))
    provider: Mapped[Words | None]
    model: Mapped[Words | None]
    #: Of which business it is counted.
    business_id: Mapped[UUID | None] = mapped_column(ForeignKey("businesses.id"))
    prompt_tokens: Mapped[int | None]
    completion_tokens: Mapped[int | None]
    first_token_ms: Mapped[int | None]
    #: The parts of the context, without their texts.
    context: Mapped[Any | None] = mapped_column(JSONB)
    #: Why there is no answer, or not all of it: a code.
    error: Mapped[Words | None]
    #: The month of the quota that it was reserved in, as its number since year 0; NULL for none.
    quota_month: Mapped[int | None]
    created_at: Mapped[CreatedAt]
    alive_until: Mapped[Instant | None]
    finished_at: Mapped[Instant | None]
    #: When its usage was counted: once.
    counted_at: Mapped[Instant | None]


class ChatQuota(Base):
    """How many messages of a month an athlete has used, those under way included."""

    __tablename__ = "chat_quotas"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True)
    #: Year * 12 + month - 1, where the athlete lives.
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    used: Mapped[int] = mapped_column(server_default=text("0"))


class ChatUsage(Base):
    """What was used in a month (UTC), by user, business and provider: sums of answers, each counted once."""

    __tablename__ = "chat_usage"
    __table_args__ = (
        Index(
            "uq_chat_usage_whose",
            "month",
            "user_id",
            "business_id",
            "provider",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index(None, "business_id", "month"),
    )

    id: Mapped[Id]
    month: Mapped[int]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    business_id: Mapped[UUID | None] = mapped_column(ForeignKey("businesses.id", ondelete="CASCADE"))
    provider: Mapped[Words]
    answers: Mapped[int] = mapped_column(server_default=text("0"))
    prompt_tokens: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    completion_tokens: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))


class ChatConsent(Base):
    """That an athlete has agreed to data of theirs being given to a provider; `withdrawn_at`: no more."""

    __tablename__ = "chat_consents"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True)
    #: The login that has said so last.
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    given_at: Mapped[CreatedAt]
    withdrawn_at: Mapped[Instant | None]


class ChatMemory(Base):
    """A fact that an athlete has told the assistant, to be remembered in what the same user asks later.

    Only for the user who said it: what an athlete tells the assistant is not told to the coach by it.
    """

    __tablename__ = "chat_memories"
    __table_args__ = (Index("uq_chat_memories_fact", "client_id", "user_id", "fact_key", unique=True),)

    id: Mapped[Id]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    fact: Mapped[Words]
    #: What makes two facts the same: without capitals and punctuation.
    fact_key: Mapped[Words]
    #: What it was said in. Whoever removes that removes the fact, also one that is written at that moment.
    source_message_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("ai_messages.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[CreatedAt]
