"""Schemas of the answers about conversations with the assistant, and consent."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api_hooks.schemas import Shown
from domain.chat import AnswerState, ProviderName, Speaker


class ConversationHead(Shown):
    """A conversation without its messages."""

    id: UUID
    client_id: UUID | None = Field(description="the athlete whom it is about")
    is_athlete_chat: bool = Field(description="whether it is the athlete's own")
    title: str = Field(description="how it begins")
    created_at: datetime
    spoken_at: datetime = Field(description="when something was said last")


class Conversations(Shown):
    """A page of the caller's conversations."""

    success: Literal[True]
    conversations: list[ConversationHead]
    next_cursor: str | None = Field(description="for the next page; null on the last one")


class ContextPart(Shown):
    """A part of the context that an answer rests on."""

    name: str
    tokens: int
    how: str = Field(description="hit, miss, late, off or failed")
    took_ms: int


class Message(Shown):
    """Something that was said."""

    id: UUID
    given_id: str | None = Field(description="the id that it was sent with")
    role: Speaker
    reply_to: UUID | None = Field(description="of an answer: the message that it answers")
    state: AnswerState = Field(
        description="PENDING: it is being made. CUT: it ended early. FAILED: there is none. INTERRUPTED: its"
        " process is gone; send the message again under its id"
    )
    content: str
    provider: ProviderName | None
    model: str | None
    prompt_tokens: int | None
    completion_tokens: int | None
    context: list[ContextPart] | None
    error: str | None = Field(description="why it ended early, as a code")
    created_at: datetime
    finished_at: datetime | None


class Conversation(Shown):
    """A conversation with its messages, oldest first."""

    success: Literal[True]
    conversation: ConversationHead
    messages: list[Message]


class RemovedConversation(Shown):
    """A conversation that is not there any more."""

    success: Literal[True]
    id: UUID


class Consent(Shown):
    """Whether the assistant may use an athlete's data."""

    success: Literal[True]
    client_id: UUID
    given: bool
    given_at: datetime | None
    withdrawn_at: datetime | None
