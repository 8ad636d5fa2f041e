"""Of a delivery that is due: whether it goes out, when, and what it says. A pure function."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from domain.notice_delivery import DeliveryStatus, DeliveryWhat
from domain.notice_switches import is_wanted
from domain.notices import Audience, NoticeKind, Priority
from notifications.channels.outcome import Outbound
from notifications.quiet_hours import quiet_until
from notifications.rendering import Text, language_of, outside
from storage.deliveries import DueDelivery

_EVENTS = {
    DeliveryWhat.NEW: "notification.created",
    DeliveryWhat.CORRECTION: "notification.corrected",
    DeliveryWhat.TEST: "channel.test",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a delivery; send it, if nothing else is said."""

    #: It is sent already, or cancelled.
    is_over: bool = False
    #: It is not wanted any more: why.
    cancel: str | None = None
    #: It is for later.
    wait: timedelta | None = None


def judge(due: DueDelivery) -> Verdict:
    """Whether a delivery goes out now. One that was given up and is owed again does."""
    if due.status not in {DeliveryStatus.OWED, DeliveryStatus.DEAD}:
        return Verdict(is_over=True)
    if reason := _not_wanted(due):
        return Verdict(cancel=reason)
    if due.priority != Priority.URGENT and due.what != DeliveryWhat.TEST:
        until = quiet_until(due.now, due.time_zone, due.quiet_from, due.quiet_to)
        return Verdict(wait=until - due.now if until else None)
    return Verdict()


def _not_wanted(due: DueDelivery) -> str | None:
    if not due.is_active:
        return "the channel is switched off"
    match DeliveryWhat(due.what):
        case DeliveryWhat.CORRECTION:
            return None if due.is_withdrawn else "it is right again"
        case DeliveryWhat.NEW:
            return _no_news(due)
        case DeliveryWhat.TEST:
            return None


def _no_news(due: DueDelivery) -> str | None:
    if due.is_withdrawn:
        return "withdrawn"
    if due.expires_at is not None and due.expires_at <= due.now:
        return "expired"
    is_off = due.about is not None and not is_wanted(NoticeKind(due.about), due.switches)
    return "switched off" if is_off else None


def message_of(due: DueDelivery, link: str | None) -> Outbound:
    """What is sent: without details of health, unless the recipient lets them go outside."""
    what = DeliveryWhat(due.what)
    audience = Audience(due.audience) if due.audience else None
    details = Text(due.title, due.body) if due.with_details and due.title and due.body else None
    text = outside(language_of(due.language), what, audience, link, details)
    data: dict[str, Any] = {"title": text.title, "body": text.body, "priority": due.priority}
    if due.notification_id is not None:
        data["notificationId"] = due.notification_id
    if details is not None:
        data |= {"kind": due.about, "clientId": due.client_id}
    return Outbound(
        id=due.id,
        kind=due.kind,
        url=due.url,
        secret=due.secret,
        title=text.title,
        body=text.body,
        event=_EVENTS[what],
        data=data,
        at=due.created_at,
    )
