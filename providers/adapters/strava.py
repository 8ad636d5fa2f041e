"""Strava's adapter: its events say that something has changed; what it is now, Strava is asked."""

import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import SecretStr

from domain.activity_types import ActivitySource
from providers.changes import Change, Nothing, Removed, Revoked
from providers.connected import Connected
from providers.errors import NotFoundError
from providers.event_errors import EventFault, ForeignEventError, InvalidEventError
from providers.events import GivenEvent, StoredEvent
from providers.process import strava_api
from providers.strava.given_event import read_event
from providers.strava.normalise import recorded
from runtime.settings import Settings

#: Longest challenge that is repeated; Strava's have 16 characters.
_LONGEST_CHALLENGE = 200

_ASPECTS = frozenset({"create", "update", "delete"})


class StravaAdapter:
    """Strava, as `providers.adapter.Adapter` wants it."""

    name = "strava"
    source = ActivitySource.STRAVA
    body_limit = 16 * 1024
    asks = True

    def secret(self, settings: Settings) -> SecretStr | None:
        """That of the settings."""
        return settings.strava_webhook_secret

    def handshake(self, query: Mapping[str, str], settings: Settings) -> dict[str, str] | None:
        """Repeat the challenge of whoever knows the token that we have given to Strava."""
        wanted = settings.strava_verify_token
        if wanted is None:
            return None
        faults = [
            EventFault(f"hub.{name}", query.get(f"hub.{name}"), rule)
            for name, rule, is_right in (
                ("mode", "subscribe", query.get("hub.mode") == "subscribe"),
                ("verify_token", "given", "hub.verify_token" in query),
                (
                    "challenge",
                    f"text of 1 to {_LONGEST_CHALLENGE} characters",
                    0 < len(query.get("hub.challenge", "")) <= _LONGEST_CHALLENGE,
                ),
            )
            if not is_right
        ]
        if faults:
            raise InvalidEventError(faults)
        given = query["hub.verify_token"].encode()
        if not hmac.compare_digest(given, wanted.get_secret_value().encode()):
            raise ForeignEventError("The token is not the one that was agreed on")
        return {"hub.challenge": query["hub.challenge"]}

    def events(self, given: dict[str, Any], settings: Settings, now: datetime) -> list[GivenEvent]:
        """One."""
        return [read_event(given, settings.strava_subscription_id, now)]

    def activity_of(self, events: Sequence[StoredEvent]) -> str | None:
        """Strava's id of the activity."""
        newest = events[-1]
        return newest.object_id if newest.object_type == "activity" else None

    def change(self, events: Sequence[StoredEvent], connected: Callable[[], Connected]) -> Change:
        """What Strava says now of an activity; or that an athlete has taken the authorisation back."""
        newest = events[-1]
        if newest.object_type == "athlete":
            # The newest of them counts: an athlete who connects again does so at a later time.
            revoked = [event.event_at for event in events if _is_revocation(event)]
            return Revoked(revoked[-1]) if revoked else Nothing("nothing is made of what athletes change")
        if newest.object_type != "activity":
            return Nothing(f"nothing is made of objects of the kind {newest.object_type!r}")
        known = [event for event in events if event.aspect in _ASPECTS]
        if not known:
            return Nothing(f"nothing is made of the aspect {newest.aspect!r}")
        return self._of_activity(known, connected)

    def _of_activity(self, events: Sequence[StoredEvent], connected: Callable[[], Connected]) -> Change:
        newest = events[-1]
        if any(event.aspect == "delete" and event.event_at == newest.event_at for event in events):
            return Removed(newest.object_id, newest.event_at)
        try:
            found = strava_api().activity(connected(), int(newest.object_id))
        except NotFoundError as error:
            return Removed(newest.object_id, newest.event_at, str(error))
        return recorded(found, owner=newest.owner, event_at=newest.event_at)


def _is_revocation(event: StoredEvent) -> bool:
    return str((event.payload or {}).get("authorized")).lower() == "false"
