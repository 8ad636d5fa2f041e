"""Garmin's adapter: what it pushes is all that there is to know, so it is asked for nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import SecretStr

from domain.activity_types import ActivitySource
from providers.changes import Change, Revoked
from providers.connected import Connected
from providers.events import GivenEvent, StoredEvent
from providers.garmin.given_push import read_push
from providers.garmin.normalise import recorded
from runtime.settings import Settings


class GarminAdapter:
    """Garmin, as `providers.adapter.Adapter` wants it."""

    name = "garmin"
    source = ActivitySource.GARMIN
    #: It sends what has gathered, of many athletes at once.
    body_limit = 10 * 1024 * 1024
    asks = False

    def secret(self, settings: Settings) -> SecretStr | None:
        """That of the settings."""
        return settings.garmin_webhook_secret

    def handshake(self, query: Mapping[str, str], settings: Settings) -> dict[str, str] | None:  # noqa: ARG002
        """It makes sure of no address."""
        return None

    def events(self, given: dict[str, Any], settings: Settings, now: datetime) -> list[GivenEvent]:  # noqa: ARG002
        """Any number."""
        return read_push(given, now)

    def activity_of(self, events: Sequence[StoredEvent]) -> str | None:
        """Garmin's id of the activity."""
        newest = events[-1]
        return newest.object_id if newest.object_type == "activity" else None

    def change(self, events: Sequence[StoredEvent], connected: Callable[[], Connected]) -> Change:  # noqa: ARG002
        """What the newest says."""
        newest = events[-1]
        if newest.object_type == "athlete":
            return Revoked(newest.event_at)
        return recorded(newest.payload or {}, external_id=newest.object_id, event_at=newest.event_at)
