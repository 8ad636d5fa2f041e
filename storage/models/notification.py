"""Notifications: what people were told, how they want to be told, and what is to go outside."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.notice_delivery import ChannelKind, DeliveryStatus, DeliveryWhat
from domain.notices import Audience, Priority
from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Instant, Words
from storage.models.one_of import one_of


class Notification(Base):
    """One notice as one person reads it in the app. Its sender is the system."""

    __tablename__ = "notifications"
    __table_args__ = (
        CheckConstraint(one_of("audience", Audience), name="audience"),
        CheckConstraint(one_of("priority", Priority), name="priority"),
        UniqueConstraint("notice_id", "recipient_id"),
        Index(None, "recipient_id", "told_at"),
        Index(None, "told_at"),
    )

    id: Mapped[Id]
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"))
    recipient_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    #: Whom it is about.
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), index=True)
    #: As what the recipient is told.
    audience: Mapped[Words]
    kind: Mapped[Words]
    priority: Mapped[Words]
    date: Mapped[dt.date]
    params: Mapped[Any] = mapped_column(JSONB)
    #: In the language that the recipient had when it was told.
    title: Mapped[Words]
    body: Mapped[Words]
    created_at: Mapped[CreatedAt]
    #: When it was news last: it was made then, or changed, or came back.
    told_at: Mapped[CreatedAt]
    read_at: Mapped[Instant | None]
    dismissed_at: Mapped[Instant | None]
    expires_at: Mapped[Instant | None]
    withdrawn_at: Mapped[Instant | None]
    withdrawn_because: Mapped[Words | None]
    #: How often what it is about was over: what comes after that is news outside, too.
    times_over: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))


class NotificationPreferences(Base):
    """How somebody wants to be told. Who has no row has the defaults."""

    __tablename__ = "notification_preferences"
    __table_args__ = (CheckConstraint("(quiet_from IS NULL) = (quiet_to IS NULL)", name="quiet_from_and_to"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    #: Those that were set, by name (`domain.notice_switches.Switch`).
    switches: Mapped[Any] = mapped_column(JSONB, server_default=text("'{}'"))
    #: Local times between which nothing goes outside. They may lie on both sides of midnight.
    quiet_from: Mapped[dt.time | None]
    quiet_to: Mapped[dt.time | None]
    #: Where these times are local. Of an athlete, where the athlete is, unless it is set.
    time_zone: Mapped[Words | None]
    #: Whether messages outside may say what it is about, and who.
    outside_health_details: Mapped[bool] = mapped_column(server_default=text("false"))
    updated_at: Mapped[CreatedAt]


class NotificationChannel(Base):
    """Where somebody is told outside of the app."""

    __tablename__ = "notification_channels"
    __table_args__ = (
        CheckConstraint(one_of("kind", ChannelKind), name="kind"),
        CheckConstraint(one_of("minimum_priority", Priority), name="minimum_priority"),
        CheckConstraint("(kind = 'WEBHOOK') = (secret IS NOT NULL)", name="secret"),
    )

    id: Mapped[Id]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Words]
    #: It may hold a password or a token: it is not shown, and not logged.
    url: Mapped[Words]
    #: Webhooks are signed with it: `whsec_...`.
    secret: Mapped[Words | None]
    label: Mapped[Words]
    minimum_priority: Mapped[Words] = mapped_column(server_default="NORMAL")
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[CreatedAt]


class Delivery(Base):
    """One message to one channel: the outbox. Its id is the name under which it is sent, each time."""

    __tablename__ = "deliveries"
    __table_args__ = (
        CheckConstraint(one_of("what", DeliveryWhat), name="what"),
        CheckConstraint(one_of("status", DeliveryStatus), name="status"),
        CheckConstraint(one_of("priority", Priority), name="priority"),
        CheckConstraint("(what = 'TEST') = (notification_id IS NULL)", name="notification"),
        # What may go once it is old.
        Index("ix_deliveries_over", "created_at", postgresql_where=text("status <> 'OWED'")),
    )

    id: Mapped[Id]
    notification_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("notifications.id", ondelete="CASCADE"), index=True
    )
    channel_id: Mapped[UUID] = mapped_column(
        ForeignKey("notification_channels.id", ondelete="CASCADE"), index=True
    )
    dedupe_key: Mapped[Words] = mapped_column(unique=True)
    what: Mapped[Words]
    priority: Mapped[Words]
    #: Of one channel and notification: a correction ends a round, and so does an end of the matter.
    round: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    status: Mapped[Words] = mapped_column(server_default="OWED")
    #: Calls that were made.
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    not_before: Mapped[Instant | None]
    sent_at: Mapped[Instant | None]
    #: What kind of failure the last one was, or why it was cancelled. Never a text that came from outside.
    last_error: Mapped[Words | None]
    created_at: Mapped[CreatedAt]


class DeliveryProvider(Base):
    """How a provider has answered lately, for all workers: after failures in a row it is left in peace."""

    __tablename__ = "delivery_providers"

    #: Host or service, without anything that is secret (`notifications.providers`).
    provider: Mapped[Words] = mapped_column(primary_key=True)
    #: In a row.
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    closed_until: Mapped[Instant | None]
    updated_at: Mapped[CreatedAt]
