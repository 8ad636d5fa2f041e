"""Schemas of the answers about notifications."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api_hooks.schemas import Shown
from domain.effects import Because
from domain.notice_delivery import ChannelKind, DeliveryStatus, DeliveryWhat
from domain.notices import Audience, NoticeKind, Priority


class Notification(Shown):
    """One notice, as the caller reads it."""

    id: UUID
    kind: NoticeKind
    priority: Priority
    audience: Audience = Field(description="as what the caller is told")
    sender: Literal["SYSTEM"] = Field(description="no person has written it")
    client_id: UUID = Field(description="the athlete whom it is about")
    date: date  # the athlete's local day that it is about
    title: str
    body: str
    params: dict[str, Any] = Field(description="what the text is made of, as codes and numbers")
    unread: bool = Field(description="not read, not put away, not withdrawn, and not past")
    created_at: datetime
    told_at: datetime = Field(description="when it was news last: it was made, has changed, or came back")
    read_at: datetime | None
    dismissed_at: datetime | None
    expires_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_because: Because | None = Field(
        description="CORRECTED: it was wrong. OVER: it was right, and is over"
    )


class Notifications(Shown):
    """A page of the caller's notifications."""

    success: Literal[True]
    notifications: list[Notification]
    unread_count: int = Field(description="of all pages")
    next_cursor: str | None = Field(description="for the next page; null on the last one")


class OneNotification(Shown):
    """A notification that was marked."""

    success: Literal[True]
    notification: Notification


class Marked(Shown):
    """How many were marked."""

    success: Literal[True]
    marked: int


class QuietHours(Shown):
    """Local times between which nothing goes outside, unless it is urgent."""

    from_: str = Field(alias="from", examples=["22:00"])
    to: str = Field(examples=["07:00"])


class Preferences(Shown):
    """How the caller wants to be told."""

    success: Literal[True]
    switches: dict[str, bool] = Field(description="what the caller is told of, all of them")
    quiet_hours: QuietHours | None
    time_zone: str | None = Field(description="as it was set")
    time_zone_in_force: str = Field(description="where quiet hours are local")
    outside_health_details: bool = Field(
        description="whether messages outside of the app say who it is about, and what"
    )
    language: str = Field(description="in which the caller is spoken to: en or sv")


class LastDelivery(Shown):
    """The newest message to a channel."""

    what: DeliveryWhat
    status: DeliveryStatus
    created_at: datetime
    sent_at: datetime | None
    error: str | None = Field(description="what kind of failure the last one was")


class Channel(Shown):
    """Where the caller is told outside of the app."""

    id: UUID
    kind: ChannelKind
    provider: str = Field(description="what may be shown of its URL")
    label: str
    minimum_priority: Priority
    is_active: bool
    created_at: datetime
    last_delivery: LastDelivery | None


class Channels(Shown):
    """All of the caller's channels, oldest first."""

    success: Literal[True]
    channels: list[Channel]


class AddedChannel(Shown):
    """A channel that was made."""

    success: Literal[True]
    channel: Channel
    secret: str | None = Field(description="of a webhook: what it is signed with. Shown this once")


class RemovedChannel(Shown):
    """A channel that is not there any more."""

    success: Literal[True]
    id: UUID


class TriedChannel(Shown):
    """A test message is owed."""

    success: Literal[True]
    sent: bool = Field(description="false: there was one within the last ten seconds")
