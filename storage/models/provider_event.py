"""The inbox of providers: what they have said, as they said it, and what became of it."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.event_outcomes import EventOutcome
from storage.models.base import Base
from storage.models.column_types import CreatedAt, Instant, Words
from storage.models.one_of import one_of


class ProviderEvent(Base):
    """One event. A provider that says it again says nothing new: `name` is the event's own there."""

    __tablename__ = "provider_events"
    __table_args__ = (
        UniqueConstraint("provider", "name"),
        CheckConstraint(one_of("outcome", EventOutcome), name="outcome"),
        CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="settled"),
        Index(None, "key"),
        Index(None, "provider", "owner", "id"),
        Index(
            "ix_provider_events_waiting", "provider", "received_at", postgresql_where=text("outcome IS NULL")
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    provider: Mapped[Words]
    #: Made of all that tells it from other events: subscription, object, aspect, time.
    name: Mapped[Words]
    #: Of the object, in the lane that is called like the provider.
    key: Mapped[Words]
    #: The account at the provider that it is about.
    owner: Mapped[Words]
    object_type: Mapped[Words]
    object_id: Mapped[Words]
    aspect: Mapped[Words]
    subscription: Mapped[Words | None]
    #: When it happened, as the provider says; where it does not say, when it was received.
    event_at: Mapped[Instant]
    received_at: Mapped[CreatedAt]
    #: What it said beyond that, as far as it is of use.
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    outcome: Mapped[Words | None]
    settled_at: Mapped[Instant | None]
    #: Why there was nothing to do.
    detail: Mapped[Words | None]


class ProviderEventTotal(Base):
    """How many events of a provider have come to an outcome, those included that were removed since."""

    __tablename__ = "provider_event_totals"

    provider: Mapped[Words] = mapped_column(primary_key=True)
    outcome: Mapped[Words] = mapped_column(primary_key=True)
    events: Mapped[int] = mapped_column(BigInteger)
