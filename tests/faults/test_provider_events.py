"""Strava's events outlive the workers that are at them, and a Redis that forgets: each activity, once."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

import httpx
import pytest

from storage.conservation import balance
from tests.faults.faults import Fault
from tests.faults.matrix import IS_LONG, Row
from tests.faults.offline_checker import Findings
from tests.faults.stage import WORKERS, Stage
from tests.provider_events import DOOR_SECRET, at, connect_account
from tests.strava_server import StravaServer
from tests.strava_server.athletes import make_activity
from tests.strava_server.events import Event

pytestmark = pytest.mark.faults

#: A lease and a sweep, an interval of reconcile, restarts, and what a busy machine takes on top.
SETTLED = 120.0

#: Accounts at Strava, and activities of each, in a round.
ACCOUNTS, ACTIVITIES = (150, 10) if IS_LONG else (6, 6)

#: Metres that an activity has at first, and those after somebody has corrected it.
RECORDED, CORRECTED = 5_000.0, 6_000.0

ASKED = "GET /api/v3/activities/{id}"


class Name(NamedTuple):
    """An activity at Strava."""

    account: int
    number: int


@pytest.fixture
def strava(stage: Stage) -> Iterator[StravaServer]:
    assert stage.strava is not None
    limits = stage.strava.world.limits
    limits.quarter = limits.read_quarter = limits.day = limits.read_day = 1_000_000
    yield stage.strava
    stage.strava.world.faults.clear()
    with stage.database() as connection:
        connection.execute("DELETE FROM provider_connections")


@dataclass
class Season:
    """Athletes who train, correct and delete, and a Strava that says so."""

    stage: Stage
    strava: StravaServer
    dice: random.Random
    athletes: dict[int, UUID] = field(default_factory=dict)
    #: How long the activities that are there were, in metres.
    metres: dict[Name, float] = field(default_factory=dict)
    deleted: set[Name] = field(default_factory=set)
    answers: list[int] = field(default_factory=list)

    def begin(self, first: int) -> None:
        """New athletes with accounts of these numbers."""
        accounts = range(first, first + ACCOUNTS)
        self.athletes = dict(zip(accounts, self.stage.athletes(ACCOUNTS), strict=True))
        with self.stage.database() as connection:
            for account, athlete in self.athletes.items():
                connect_account(connection, athlete, account, grant=self.strava.world.grant(account))

    def train(self, numbers: range) -> list[Event]:
        """New activities of everybody."""
        names = [Name(account, number) for account in self.athletes for number in numbers]
        for name in names:
            self._put(name, RECORDED)
        return [self._event(name, "create", ago=60) for name in names]

    def change(self) -> list[Event]:
        """Some are corrected, others deleted; some of it is said twice, and all in no order."""
        changed = self.dice.sample(sorted(self.metres), len(self.metres) * 4 // 10)
        gone, corrected = changed[::3], [name for name in changed if name not in set(changed[::3])]
        for name in corrected:
            self._put(name, CORRECTED)
        for name in gone:
            self.strava.world.remove(name.account, self._id(name))
            del self.metres[name]
            self.deleted.add(name)
        events = [self._event(name, "update", ago=30) for name in corrected]
        events += [self._event(name, "delete", ago=20) for name in gone]
        events += self.dice.sample(events, len(events) // 3)
        self.dice.shuffle(events)
        return events

    def say(self, events: Sequence[Event]) -> None:
        """Post events to our door."""
        port = self.stage.platform.settings.api_port
        url = f"http://127.0.0.1:{port}/api/integrations/strava/webhook/{DOOR_SECRET}"
        self.answers += self.strava.send(url, *events)

    def findings(self) -> Findings:
        """Hold what was acknowledged against what is stored."""
        with self.stage.database() as connection:
            stored = connection.execute(
                "SELECT client_id, external_id, distance_m FROM activities"
                " WHERE client_id = ANY(%s) AND source = 'STRAVA' AND deleted_at IS NULL",
                [list(self.athletes.values())],
            ).fetchall()
            open_events = connection.execute(
                "SELECT key FROM provider_events WHERE owner = ANY(%s) AND outcome IS NULL",
                [[str(account) for account in self.athletes]],
            ).fetchall()
            unaccounted = sum(abs(book.lost) for book in balance(connection))
        found = {(row["client_id"], row["external_id"]): row["distance_m"] for row in stored}
        wanted = {self._stored(name): metres for name, metres in self.metres.items()}
        refused = sum(status != httpx.codes.OK for status in self.answers)
        return Findings(
            accepted=len(self.answers) - refused,
            refused=refused,
            lost=[f"{key}" for key in wanted.keys() - found.keys()] + [row["key"] for row in open_events],
            stale=[f"{key}: {metres}" for key, metres in found.items() if wanted.get(key) != metres],
            duplicates=len(stored) - len(found),
            unaccounted=unaccounted,
        )

    def _put(self, name: Name, metres: float) -> None:
        start = at(name.number * 10_000)
        self.strava.world.put(make_activity(name.account, self._id(name), start, distance=metres))
        self.metres[name] = metres

    def _event(self, name: Name, aspect: str, *, ago: int) -> Event:
        said_at = int(time.time()) - ago
        return self.strava.event(name.account, self._id(name), aspect_type=aspect, event_time=said_at)

    def _stored(self, name: Name) -> tuple[UUID, str]:
        return self.athletes[name.account], str(self._id(name))

    @staticmethod
    def _id(name: Name) -> int:
        return name.account * 1_000 + name.number


def test_workers_are_killed_in_the_middle_of_a_fetch_and_redis_is_flushed_before_one(
    stage: Stage, strava: StravaServer, row: Callable[[Fault], Row]
) -> None:
    entry = row(Fault.EVENTS)
    dice = random.Random(7)  # the same changes each time
    while not entry.is_enough:
        stage.begin_round()
        season = Season(stage, strava, dice)
        season.begin(10_000 + entry.rounds * ACCOUNTS)

        season.say(season.train(range(ACTIVITIES // 2)))
        stage.wait_until_settled(SETTLED)
        before = strava.called(ASKED)
        strava.fail("/api/v3/activities", 503, times=1, seconds=20)
        season.say(season.change() + season.train(range(ACTIVITIES // 2, ACTIVITIES)))
        stage.wait(lambda: strava.called(ASKED) > before, 30, "Strava is asked, and takes its time")  # noqa: B023
        for worker in WORKERS:
            if stage.platform.supervisor.pid(worker):
                stage.platform.supervisor.kill(worker)
        strava.world.faults.clear()
        season.say(season.change())
        stage.valkey.flush()  # while they wait, or are held
        ended_at = time.time()

        stage.wait_until_settled(SETTLED)
        entry.add(season.findings(), stage.recoveries_in("strava", ended_at), [])
        assert season.deleted
