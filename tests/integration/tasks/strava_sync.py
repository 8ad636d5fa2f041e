"""An athlete who has connected Strava, the stand-in that answers for it, and the lane that applies events."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lane_client import LaneClient
from domain.providers import Provider
from providers import process
from providers.connections import access
from providers.strava.given_event import read_event
from runtime.settings import get_settings
from storage import ledger
from tasks.drain import run
from tasks.provider_events import apply_events
from tests.provider_events import at, connect_account, put
from tests.strava_connections import strava_settings
from tests.strava_server import StravaServer
from tests.strava_server.athletes import make_activity

ACCOUNT = 77


@dataclass
class Sync:
    """What a test does with them."""

    connection: Connection[DictRow]
    strava: StravaServer
    lane: LaneClient
    athlete: UUID
    handler: Any = field(default=apply_events)

    def rides(self, activity_id: int, *, account: int = ACCOUNT, **fields: Any) -> dict[str, Any]:
        """Somebody has an activity at Strava."""
        usual = {"sport_type": "Ride", "average_heartrate": 140.0, "moving_time": 3_600}
        made = make_activity(account, activity_id, at(0), **usual | fields)
        return self.strava.world.put(made)

    def connect(self, athlete: UUID, account: int | str, provider: Provider = Provider.STRAVA) -> None:
        grant = self.strava.world.grant(int(account)) if provider is Provider.STRAVA else None
        connect_account(self.connection, athlete, account, provider=provider, grant=grant)

    def hear(self, *events: dict[str, Any]) -> None:
        """Events come in."""
        subscription = self.strava.world.subscription_id
        now = datetime.now(UTC)
        put(self.connection, *(read_event(one, subscription, now).as_row("strava") for one in events))

    def says(self, activity_id: int, aspect: str, second: int, *, account: int = ACCOUNT) -> dict[str, Any]:
        """An event about an activity, of that second."""
        when = int(at(second).timestamp())
        return self.strava.event(account, activity_id, aspect_type=aspect, event_time=when)

    def drain(self, lane: LaneClient | None = None) -> dict[str, int | str]:
        """Submit what is owed, as reconcile does, and work on it."""
        lane = lane or self.lane
        for owed in ledger.overdue(self.connection, lane.lane.name, older_than_seconds=-1, page=1_000):
            lane.submit_many([(key, b"", revision) for key, revision in owed.items()], if_absent=True)
        return run(lane, self.handler)

    def activities(self) -> list[DictRow]:
        query = "SELECT * FROM activities WHERE deleted_at IS NULL ORDER BY client_id, external_id"
        return self.connection.execute(query).fetchall()

    def names(self) -> list[tuple[UUID, str]]:
        return [(row["client_id"], row["external_id"]) for row in self.activities()]

    def postponed(self) -> int:
        """How often something was put off without an attempt being counted."""
        return self.lane.stats().counters.postponed

    def asked(self) -> int:
        """How often Strava was asked for an activity."""
        return self.strava.called("GET /api/v3/activities/{id}")


def point_at(strava: StravaServer, patch: pytest.MonkeyPatch) -> None:
    """The settings of workers lead to the stand-in."""
    for name, value in strava_settings(strava).items():
        patch.setenv(f"AFTERWRITE_{name.upper()}", str(value))
    get_settings.cache_clear()


def as_new(served: StravaServer) -> StravaServer:
    """The stand-in, as if it were new."""
    world = served.world
    world.faults.clear()
    for kept in (world.athletes, world.grants, world.refreshes, world.calls, world.meter.used):
        kept.clear()
    world.limits.read_quarter = world.limits.quarter = 1_000
    return served


def let_go() -> None:
    """Close what this process has opened towards Strava, and to Redis for its sake."""
    for of_process in (process._strava, access._access):
        made: Any = of_process._made
        of_process._made = None
        if made is not None:
            made[2].close()
