"""Beat sends on time and once, while it leads, whatever the clocks, Redis and PostgreSQL do meanwhile."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.schedule_times import At, Every
from runtime.leadership import LeadershipUnavailableError, Turn
from schedules import beat as module
from schedules.beat import LEAD_SECONDS, LOOK_SECONDS, RESEND_SECONDS, TICK_SECONDS, Beat
from storage.schedule_runs import Latest
from tasks.entries import Clock, Entry, Missed

DAY = 86_400.0
START = datetime(2026, 3, 2, 12, 0, 1, tzinfo=UTC)


def entry(name: str, when: Any, missed: Missed) -> Entry:
    return Entry(name, None, when, Clock.UTC, missed, 0, "A test's.")


ENTRIES = {
    "often": entry("often", Every(15), Missed.SKIP),
    "hourly": entry("hourly", At((30,)), Missed.CATCH_UP),
}


class World:
    """Redis' clock and its leader, what PostgreSQL knows, and what was sent."""

    def __init__(self) -> None:
        self.now = START
        self.ticks = 500.0
        self.leader: tuple[str, float] | None = None
        self.is_redis_away = False
        self.is_postgres_away = False
        self.runs: dict[str, Latest] = {}
        self.sent: list[tuple[str, str, datetime]] = []
        self.beats: list[Beat] = []
        self.frozen: set[Beat] = set()

    def monotonic(self) -> float:
        return self.ticks

    def start(self, name: str) -> Beat:
        self.beats.append(
            Beat(
                ENTRIES,
                Candidate(self, name),
                lambda entry, due: self.sent.append((name, entry.name, due)),
                self.look_up,
                lambda: None,
            )
        )
        return self.beats[-1]

    def look_up(self, names: Sequence[str]) -> Mapping[str, Latest]:
        if self.is_postgres_away:
            raise OSError("away")
        return {name: self.runs[name] for name in names if name in self.runs}

    def run_for(self, seconds: float) -> None:
        end = self.ticks + seconds
        while self.ticks < end:
            pauses = [beat.tick() for beat in self.beats if beat not in self.frozen]
            step = min([*pauses, TICK_SECONDS])
            assert 0 < step <= TICK_SECONDS
            self.ticks += step
            self.now += timedelta(seconds=step)

    def times_sent(self, name: str) -> int:
        return sum(entry == name for _, entry, _ in self.sent)


class Candidate:
    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name

    def claim(self) -> Turn:
        if self.world.is_redis_away:
            raise LeadershipUnavailableError("away")
        leader = self.world.leader
        leads = leader is None or leader[0] == self.name or leader[1] <= self.world.ticks
        if leads:
            self.world.leader = (self.name, self.world.ticks + LEAD_SECONDS)
        return Turn(leads, self.world.now)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()
    monkeypatch.setattr(module, "time", made)
    return made


def test_every_point_of_time_is_sent_once_on_time(world: World) -> None:
    world.start("a")
    world.run_for(3_600)
    assert [due for _, name, due in world.sent if name == "often"] == [
        START - timedelta(seconds=1) + timedelta(seconds=15 * n) for n in range(1, 241)
    ]
    assert [due for _, name, due in world.sent if name == "hourly"] == [START.replace(minute=30, second=0)]


def test_one_of_two_beats_sends_and_the_other_takes_over_when_it_is_killed(world: World) -> None:
    first, _ = world.start("a"), world.start("b")
    world.run_for(300)
    assert {who for who, _, _ in world.sent} == {"a"}
    world.beats.remove(first)
    world.sent.clear()
    world.run_for(60)
    assert {who for who, _, _ in world.sent} == {"b"}
    assert world.sent[0][2] <= START + timedelta(seconds=300 + 30)
    assert world.times_sent("often") >= 2


def test_a_leader_that_was_frozen_does_not_go_on(world: World) -> None:
    first, _ = world.start("a"), world.start("b")
    world.run_for(60)
    world.frozen.add(first)
    world.run_for(60)
    world.frozen.clear()
    world.sent.clear()
    world.run_for(300)
    assert {who for who, _, _ in world.sent} == {"b"}
    assert len(world.sent) == len({(name, due) for _, name, due in world.sent})


@pytest.mark.parametrize("jumps", [(DAY, -DAY), (-DAY, DAY), (DAY, DAY)])
def test_no_jump_of_the_clock_keeps_an_entry_from_its_turn(world: World, jumps: tuple[float, ...]) -> None:
    world.start("a")
    world.run_for(60)
    for jump in jumps:
        world.sent.clear()
        world.now += timedelta(seconds=jump)
        world.run_for(60)
        assert 3 <= world.times_sent("often") <= 5


def test_a_flushed_redis_stops_nothing(world: World) -> None:
    world.start("a")
    world.start("b")
    for _ in range(10):
        world.leader = None
        world.run_for(30)
    assert world.times_sent("often") == 20


def test_without_redis_it_waits_and_then_goes_on(world: World) -> None:
    world.start("a")
    world.run_for(30)
    world.is_redis_away = True
    world.sent.clear()
    world.run_for(300)
    assert world.sent == []
    world.is_redis_away = False
    world.run_for(30)
    assert 2 <= world.times_sent("often") <= 3


LAST_HOUR = START.replace(hour=10, minute=30, second=0)


def test_what_was_missed_is_caught_up_once_and_only_where_that_is_declared(world: World) -> None:
    world.runs["hourly"] = Latest(LAST_HOUR, is_lost=False)  # and nothing at 11:30
    world.runs["often"] = Latest(LAST_HOUR, is_lost=False)
    world.start("a")
    world.run_for(5)
    assert world.sent == [("a", "hourly", START.replace(hour=11, minute=30, second=0))]
    world.run_for(RESEND_SECONDS - LOOK_SECONDS)
    assert world.times_sent("hourly") == 1
    world.run_for(2 * LOOK_SECONDS)
    assert world.times_sent("hourly") == 2, "nobody has begun it, so it is sent again"


def test_a_run_that_was_killed_is_made_again(world: World) -> None:
    due_at = START.replace(hour=11, minute=30, second=0)
    world.runs["hourly"] = Latest(due_at, is_lost=True)
    world.start("a")
    world.run_for(5)
    assert [due for _, name, due in world.sent if name == "hourly"] == [due_at]


def test_what_has_run_or_has_never_run_was_not_missed(world: World) -> None:
    world.start("a")
    world.run_for(70)
    assert world.times_sent("hourly") == 0
    world.runs["hourly"] = Latest(START.replace(hour=11, minute=30, second=0), is_lost=False)
    world.run_for(70)
    assert world.times_sent("hourly") == 0


def test_what_was_missed_is_caught_up_when_postgres_is_back_and_the_rest_goes_on_meanwhile(
    world: World,
) -> None:
    world.runs["hourly"] = Latest(LAST_HOUR, is_lost=False)
    world.is_postgres_away = True
    world.start("a")
    world.run_for(120)
    assert world.times_sent("hourly") == 0
    assert world.times_sent("often") == 8
    world.is_postgres_away = False
    world.run_for(LOOK_SECONDS + TICK_SECONDS)
    assert world.times_sent("hourly") == 1
