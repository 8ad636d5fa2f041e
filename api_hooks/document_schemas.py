"""Schemas of the answers about documents."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api_hooks.schemas import Shown
from domain.languages import LanguageCode


class Document(Shown):
    """A document, without its text. One of `businessId`, `clientId` and `coachId` says whose it is."""

    id: UUID
    business_id: UUID | None
    client_id: UUID | None
    coach_id: UUID | None
    title: str
    language: LanguageCode
    version: int = Field(description="how often it was written")
    characters: int
    passages: int = Field(description="what its text is found by, one by one")
    created_at: datetime
    updated_at: datetime


class Documents(Shown):
    """What a question may be answered by, the newest first."""

    success: Literal[True]
    documents: list[Document]


class WrittenDocument(Shown):
    """The document is stored, replaced or removed."""

    success: Literal[True]
    document: Document
