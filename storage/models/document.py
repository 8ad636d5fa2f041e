"""Documents that the assistant may quote from, and the passages that they are searched by."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from domain.languages import LanguageCode
from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Words
from storage.models.one_of import one_of

#: What a passage is searched by: its words as its language bends them.
SEARCH = (
    "CASE language WHEN 'sv' THEN to_tsvector('swedish'::regconfig, text)"
    " ELSE to_tsvector('english'::regconfig, text) END"
)


class Document(Base):
    """A text of a business, of one athlete, or of a coach, for all athletes of theirs.

    Whoever replaces it raises `version`. Its text is in its passages, of that version.
    """

    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint("num_nonnulls(business_id, client_id, coach_id) = 1", name="one_scope"),
        CheckConstraint(one_of("language", LanguageCode), name="language"),
    )

    id: Mapped[Id]
    business_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("businesses.id", ondelete="CASCADE"), index=True
    )
    client_id: Mapped[UUID | None] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), index=True)
    coach_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    title: Mapped[Words]
    language: Mapped[Words]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    #: Of its text.
    characters: Mapped[int]
    passages: Mapped[int]
    #: Who wrote this version.
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class DocumentChunk(Base):
    """A passage of a document. Those of older versions are nobody's, and go with the next one.

    There is no index on `search`: it would be one over everybody's passages, and what somebody's question
    costs would grow with what others have written.
    """

    __tablename__ = "document_chunks"

    document_id: Mapped[UUID] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    language: Mapped[Words]
    text: Mapped[Words]
    search: Mapped[Any] = mapped_column(TSVECTOR, Computed(SEARCH, persisted=True))
