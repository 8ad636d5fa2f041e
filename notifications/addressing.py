"""From notices to what is written: who is told what in the app, and what goes outside. A pure function."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from domain.effects import Because
from domain.notice_delivery import DeliveryWhat
from domain.notice_switches import is_wanted
from domain.notices import NoticeKind, Priority
from notifications.outgoing import Wish, is_at_least, once_withdrawn, while_it_stands
from notifications.quiet_hours import quiet_until
from notifications.recipients import Recipient
from notifications.rendering import in_app, language_of
from storage.addressing import Addressed, Person
from storage.notifications import Changes, Outgoing, PastDelivery, Telling, Told

#: News of days that are further back stay in the app: nobody is called out for what was filled in later.
NEWS_DAYS = 2

#: What has expired so long ago is told to nobody who does not know it yet: perhaps they did, and it was
#: pruned. Nothing is pruned sooner.
FORGOTTEN_DAYS = 7


class Addressing:
    """Works out the changes for a batch of notices.

    Args:
        people: everybody who may be told something, or was.
        told: what was told before of these notices.
        deliveries: of these notifications, sent or not.
    """

    def __init__(
        self, people: Mapping[UUID, Person], told: Iterable[Told], deliveries: Iterable[PastDelivery]
    ) -> None:
        self.changes = Changes()
        self._people = people
        self._told: dict[UUID, dict[UUID, Told]] = {}
        for each in told:
            self._told.setdefault(each.notice_id, {})[each.recipient_id] = each
        self._past: dict[tuple[UUID, UUID], list[PastDelivery]] = {}
        for past in deliveries:
            self._past.setdefault((past.notification_id, past.channel_id), []).append(past)

    def withdraw(self, notice: Addressed) -> None:
        """Of a notice that is withdrawn: everybody who was told of it."""
        because = notice.withdrawn_because or Because.CORRECTED.value
        for told in self._told.get(notice.id, {}).values():
            if told.withdrawn_at is None:
                self.changes.withdraw.append((told.id, because))
            for channel in self._channels_that_know(told.id):
                past = self._past[told.id, channel]
                was_wrong = because != Because.OVER
                decision = once_withdrawn(past, times_over=told.times_over, was_wrong=was_wrong)
                self.changes.cancel += decision.cancel
                if decision.send:
                    self._put_out(notice, told.recipient_id, told.id, channel, decision.send, told.priority)

    def tell(self, notice: Addressed, recipients: Sequence[Recipient]) -> None:
        """Of a notice that stands: those who are to be told of it, unless they do not want to be."""
        for recipient in recipients:
            person = self._people.get(recipient.user_id)
            if person is not None and is_wanted(NoticeKind(notice.kind), person.switches):
                self._tell(notice, recipient, person)

    def _tell(self, notice: Addressed, recipient: Recipient, person: Person) -> None:
        told = self._told.get(notice.id, {}).get(person.id)
        if told is None and _is_expired(notice, days=FORGOTTEN_DAYS):
            return  # it was told, and that is not kept any more; or nobody needs to know
        id_ = told.id if told else uuid4()
        if told is None or _is_news(notice, recipient, told):
            self.changes.tell.append(_telling(notice, recipient, person, id_))
        minimum = {UUID(channel): least for channel, least in person.channels}
        for channel in dict.fromkeys([*minimum, *self._channels_that_know(id_)]):
            decision = while_it_stands(
                self._past.get((id_, channel), ()),
                priority=notice.priority,
                times_over=told.times_over if told else 0,
                may_go_out=channel in minimum
                and is_at_least(notice.priority, minimum[channel])
                and _goes_outside(notice),
            )
            self.changes.cancel += decision.cancel
            if decision.send:
                self._put_out(notice, person.id, id_, channel, decision.send, notice.priority)

    def _channels_that_know(self, notification: UUID) -> list[UUID]:
        return [channel for told, channel in self._past if told == notification]

    def _put_out(
        self, notice: Addressed, user: UUID, notification: UUID, channel: UUID, wish: Wish, priority: str
    ) -> None:
        about = f"{wish.what.value}:{notification}:{channel}:{wish.round}"
        self.changes.put_out.append(
            Outgoing(
                id=uuid4(),
                notification_id=notification,
                channel_id=channel,
                dedupe_key=f"{about}:{priority}" if wish.what is DeliveryWhat.NEW else about,
                what=wish.what.value,
                priority=priority,
                round=wish.round,
                not_before=quiet_for(self._people.get(user), priority, notice.now),
            )
        )


def quiet_for(person: Person | None, priority: str, now: datetime) -> datetime | None:
    """Until when nothing of that priority goes outside to somebody; None if it does at once."""
    if person is None or priority == Priority.URGENT:
        return None
    return quiet_until(now, person.time_zone, person.quiet_from, person.quiet_to)


def _is_news(notice: Addressed, recipient: Recipient, told: Told) -> bool:
    """Whether it came back, or says something else than before."""
    return told.withdrawn_at is not None or (notice.priority, notice.params, recipient.audience.value) != (
        told.priority,
        told.params,
        told.audience,
    )


def _goes_outside(notice: Addressed) -> bool:
    is_fresh = notice.date >= notice.today - timedelta(days=NEWS_DAYS)
    return is_fresh and not _is_expired(notice)


def _is_expired(notice: Addressed, *, days: int = 0) -> bool:
    """Whether it has, so many days ago or more."""
    return notice.expires_at is not None and notice.expires_at <= notice.now - timedelta(days=days)


def _telling(notice: Addressed, recipient: Recipient, person: Person, id_: UUID) -> Telling:
    text = in_app(
        language_of(person.language),
        NoticeKind(notice.kind),
        recipient.audience,
        notice.params,
        stands_in=recipient.stands_in,
        athlete=notice.athlete_name,
        reason=notice.reason,
    )
    return Telling(
        id=id_,
        notice_id=notice.id,
        recipient_id=person.id,
        client_id=notice.client_id,
        audience=recipient.audience.value,
        kind=notice.kind,
        priority=notice.priority,
        date=notice.date,
        params=notice.params,
        title=text.title,
        body=text.body,
        expires_at=notice.expires_at,
    )
