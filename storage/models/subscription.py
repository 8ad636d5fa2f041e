"""What athletes subscribe to."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.businesses import SubscriptionStatus, SubscriptionTier
from storage.models.base import Base
from storage.models.column_types import CreatedAt, Words
from storage.models.one_of import one_of


class AthleteSubscription(Base):
    """An athlete's subscription: one at most."""

    __tablename__ = "athlete_subscriptions"
    __table_args__ = (
        CheckConstraint(one_of("tier", SubscriptionTier), name="tier"),
        CheckConstraint(one_of("status", SubscriptionStatus), name="status"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True)
    business_id: Mapped[UUID | None] = mapped_column(ForeignKey("businesses.id"), index=True)
    tier: Mapped[Words] = mapped_column(server_default="FREE")
    status: Mapped[Words] = mapped_column(server_default="ACTIVE")
    created_at: Mapped[CreatedAt]
