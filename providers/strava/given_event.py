"""One event as Strava sends it, to an event of the inbox."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from providers.event_errors import ForeignEventError
from providers.events import GivenEvent
from providers.fields import Fields

#: Longest names of kinds of objects and of aspects; those that there are have 8.
_LONGEST_KIND = 30

#: What an update may tell that is of use. A new title is not: it is what somebody has written.
_KEPT_UPDATES = ("authorized", "private", "type")


def read_event(given: Mapping[str, Any], subscription_id: int | None, now: datetime) -> GivenEvent:
    """The event in a body.

    Kinds of objects and aspects that Strava does not have yet are taken in like others: what is made of them
    is said later, and can be looked up.

    Raises:
        InvalidEventError: with every field that is not right.
        ForeignEventError: it is of another subscription than ours, or ours is not known.
    """
    fields = Fields(given)
    object_type = fields.word("object_type", longest=_LONGEST_KIND)
    aspect = fields.word("aspect_type", longest=_LONGEST_KIND)
    object_id, owner = fields.id("object_id"), fields.id("owner_id")
    subscription = fields.id("subscription_id")
    event_at = fields.instant("event_time", now)
    updates = fields.object("updates")
    fields.check()
    if subscription_id is None:
        raise ForeignEventError("AFTERWRITE_STRAVA_SUBSCRIPTION_ID is not set, so no event is ours")
    if subscription != str(subscription_id):
        raise ForeignEventError("The event is of a subscription that is not ours")
    kept = {name: updates[name] for name in _KEPT_UPDATES if isinstance(updates.get(name), str | bool)}
    return GivenEvent(
        object_type=object_type,
        object_id=object_id,
        aspect=aspect,
        owner=owner,
        event_at=event_at,
        name=f"{subscription}:{owner}:{object_type}:{object_id}:{aspect}:{event_at.timestamp():.0f}",
        subscription=subscription,
        payload=kept or None,
    )
