"""The dispatcher sees what is due and pokes, gives back what the dead held, and survives any absence."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.client import ScriptClient
from coalescing.connections import Connections
from coalescing.errors import RedisUnavailableError, ScriptRefusedError
from coalescing.lane_client import MAX_ENTRIES, LaneClient, new_token
from coalescing.lanes import Lane
from coalescing.outcomes import EntryState
from ops.postgres import EmbeddedPostgres
from ops.valkey import EmbeddedValkey
from runtime.heartbeats import HeartbeatReader
from runtime.settings import Settings
from storage import ledger
from tasks import resources
from tests.conftest import WaitUntil
from workers import dispatcher
from workers.dispatcher import Dispatcher, DispatcherStep

pytestmark = pytest.mark.integration


def workers_seen(settings: Settings) -> int:
    async def ask() -> int:
        async with HeartbeatReader(
            settings.require_redis_url(), settings.redis_prefix, timeout_ms=1000
        ) as reader:
            return await reader.workers_seen(10)

    return asyncio.run(ask())


def end_leases(lane: LaneClient, settings: Settings) -> None:
    """As if the workers that hold entries had been dead for a while."""
    held = f"{{{settings.redis_prefix}:{lane.lane.name}}}:held"
    with redis.Redis.from_url(settings.require_redis_url()) as raw:
        raw.zadd(held, {key: 1 for key, _ in raw.zscan_iter(held)})


def test_it_pokes_once_for_each_batch_that_is_due(ticking: Dispatcher, lane: LaneClient, drains: Any) -> None:
    batch = lane.lane.batch
    lane.submit_many([(f"due-{i}", b"") for i in range(batch + 1)], delay_ms=0)
    lane.submit("later", delay_ms=60_000)
    ticking.tick()
    ticking.tick()  # those two are outstanding still
    assert [message["args"][0] for message in drains.sent] == ["checkins", "checkins"]
    assert {message["queue"] for message in drains.sent} == {"checkins"}
    # A claim that names its poke makes room for another one.
    _, poke = drains.sent[0]["args"]
    assert len(lane.claim(1, new_token(), poke)) == 1
    ticking.tick()
    assert len(drains.sent) == 2  # one batch is left, and one poke for it is under way
    lane.submit_many([(f"more-{i}", b"") for i in range(batch)], delay_ms=0)
    ticking.tick()
    assert len(drains.sent) == 3


@pytest.fixture
def of_many_lanes(
    settings: Settings, drains: Any, reconciles: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Dispatcher, list[LaneClient]]]:
    """A dispatcher for lanes of its own, and their clients. It does not sweep."""
    assert drains is not reconciles
    base: dict[str, Any] = {"queue": "q", "key_form": "any", "window_ms": 0, "batch": 1}
    clients = {
        name: LaneClient(Lane(name=name, **base), resources.script_client(), settings.redis_prefix)
        for name in (f"lane-{i}" for i in range(5))
    }
    monkeypatch.setattr(dispatcher, "lane_client", clients.__getitem__)
    made = Dispatcher("many", list(clients), settings)
    made._next_sweep = float("inf")
    made.tick()
    yield made, list(clients.values())
    made._heartbeat.stop()


def test_it_asks_for_all_lanes_in_one_exchange(
    of_many_lanes: tuple[Dispatcher, list[LaneClient]], drains: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticking, lanes = of_many_lanes
    for client in lanes[1:]:
        client.submit("a")
    exchanges: list[int] = []
    exchange = Connections.exchange

    def counted(connections: Connections, commands: Any) -> Any:
        exchanges.append(len(commands))
        return exchange(connections, commands)

    monkeypatch.setattr(Connections, "exchange", counted)
    ticking.tick()

    assert exchanges == [5]
    assert [message["args"][0] for message in drains.sent] == [client.lane.name for client in lanes[1:]]


def test_a_lane_that_redis_refuses_does_not_hold_up_the_others(
    of_many_lanes: tuple[Dispatcher, list[LaneClient]], drains: Any, settings: Settings
) -> None:
    ticking, lanes = of_many_lanes
    for client in lanes:
        client.submit("a")
    with redis.Redis.from_url(settings.require_redis_url()) as raw:
        raw.set(f"{{{settings.redis_prefix}:lane-1}}:pokes", "spoilt")

    for _ in range(2):
        with pytest.raises(ScriptRefusedError, match="WRONGTYPE"):
            ticking.tick()

    assert [message["args"][0] for message in drains.sent] == ["lane-0", "lane-2", "lane-3", "lane-4"]


def test_nothing_due_means_no_message(ticking: Dispatcher, lane: LaneClient, drains: Any) -> None:
    lane.submit("later", delay_ms=60_000)
    for _ in range(3):
        ticking.tick()
    assert drains.sent == []


def test_two_dispatchers_poke_no_more_than_one(
    ticking: Dispatcher, settings: Settings, lane: LaneClient, drains: Any
) -> None:
    other = Dispatcher("other", [lane.lane.name], settings)
    lane.submit("a", delay_ms=0)
    ticking.tick()
    other.tick()
    other._heartbeat.stop()
    assert len(drains.sent) == 1


def test_it_has_the_ledger_reconciled_once_when_it_starts(ticking: Dispatcher, reconciles: Any) -> None:
    reconciles.is_away = True
    ticking._tick_or_pause()
    reconciles.is_away = False
    for _ in range(3):
        ticking._tick_or_pause()
    assert reconciles.sent == [{"queue": "maintenance"}]


def test_what_a_dead_worker_held_waits_again(
    ticking: Dispatcher, lane: LaneClient, settings: Settings, drains: Any
) -> None:
    lane.submit("a", delay_ms=0)
    lane.claim(1, new_token())
    ticking.tick()
    assert lane.peek("a").state is EntryState.HELD
    end_leases(lane, settings)
    ticking._next_sweep = 0
    ticking.tick()
    assert (lane.peek("a").state, lane.peek("a").crashes) == (EntryState.WAITING, 1)
    ticking.tick()
    assert len(drains.sent) == 1


def test_what_many_dead_workers_held_waits_again_without_waiting_for_the_next_sweep(
    ticking: Dispatcher, lane: LaneClient, settings: Settings
) -> None:
    lane.submit_many([(f"k{i}", b"") for i in range(2 * MAX_ENTRIES + 1)], delay_ms=0)
    for _ in range(3):
        lane.claim(MAX_ENTRIES, new_token())
    end_leases(lane, settings)
    ticking._sweep_seconds = 3_600

    ticking.tick()
    assert lane.stats().gauges.waiting == MAX_ENTRIES, "a tick has an end, whatever there is to sweep"
    for _ in range(3):
        ticking.tick()

    assert lane.stats().gauges.waiting == 2 * MAX_ENTRIES + 1
    assert ticking._unswept == []


def test_what_kills_every_worker_is_buried_in_the_ledger_too(
    ticking: Dispatcher, lane: LaneClient, settings: Settings, connection: Connection[DictRow]
) -> None:
    ledger.owe(connection, "checkins", {"killer": None})
    lane.submit("killer", delay_ms=0)
    for _ in range(lane.lane.max_crashes + 1):
        assert len(lane.claim(1, new_token())) == 1
        end_leases(lane, settings)
        ticking._next_sweep = 0
        ticking.tick()
    assert lane.peek("killer").state is EntryState.DEAD
    row = connection.execute("SELECT dead_at, last_error FROM owed_work").fetchone()
    assert row is not None
    assert row["dead_at"] is not None
    assert "lease ended" in row["last_error"]


def test_it_is_heard_of_while_it_runs_and_not_afterwards(
    ticking: Dispatcher, settings: Settings, wait_until: WaitUntil
) -> None:
    assert workers_seen(settings) == 0
    ticking.start()
    wait_until(lambda: workers_seen(settings) == 1, 5, "its heartbeat")
    ticking.stop()
    assert workers_seen(settings) == 0


@pytest.mark.parametrize("trouble", ["killed", "frozen"])
def test_it_comes_back_when_redis_does(
    ticking: Dispatcher,
    lane: LaneClient,
    drains: Any,
    valkey_server: EmbeddedValkey,
    wait_until: WaitUntil,
    monkeypatch: pytest.MonkeyPatch,
    trouble: str,
) -> None:
    monkeypatch.setattr("workers.dispatcher.AWAY_PAUSE_SECONDS", 0.01)
    lane.submit("first", delay_ms=0)
    ticking.start()
    wait_until(lambda: drains.sent, 5, "a poke while all is well")
    valkey_server.kill() if trouble == "killed" else valkey_server.freeze()
    wait_until(lambda: ticking._away, 10, "it notices")
    drains.sent.clear()
    valkey_server.thaw()
    valkey_server.start()
    # Another batch: what was poked for before the trouble may be outstanding still.
    lane.submit_many([(f"later-{i}", b"") for i in range(lane.lane.batch)], delay_ms=0)
    wait_until(lambda: drains.sent, 10, "a poke after Redis is back")
    wait_until(lambda: not ticking._away, 5, "it is back at work")


def test_a_poke_whose_answer_got_lost_is_published_all_the_same(
    ticking: Dispatcher, lane: LaneClient, drains: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a freeze: Redis registers the poke, but nobody hears of it. Nobody else may poke then."""
    run_all = ScriptClient.run_all

    def lost(*arguments: Any) -> Any:
        run_all(*arguments)
        raise RedisUnavailableError("the answer got lost")

    lane.submit("a", delay_ms=0)
    with monkeypatch.context() as patch:
        patch.setattr(ScriptClient, "run_all", lost)
        ticking._tick_or_pause()
    assert drains.sent == []
    assert lane.stats().gauges.pokes == 1
    ticking._tick_or_pause()
    assert len(drains.sent) == 1
    assert lane.stats().gauges.pokes == 1


def test_pokes_that_the_broker_refused_are_published_later(
    ticking: Dispatcher, lane: LaneClient, drains: Any
) -> None:
    lane.submit_many([(f"a-{i}", b"") for i in range(lane.lane.batch + 1)], delay_ms=0)
    drains.is_away = True
    for _ in range(3):
        ticking._tick_or_pause()
    drains.is_away = False
    ticking._tick_or_pause()
    pokes = [message["args"][1] for message in drains.sent]
    assert len(set(pokes)) == len(pokes) == 2
    assert lane.stats().gauges.pokes == 2


def test_postgresql_being_away_does_not_end_it(
    ticking: Dispatcher,
    lane: LaneClient,
    settings: Settings,
    drains: Any,
    postgres_server: EmbeddedPostgres,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It needs PostgreSQL only to write down what is buried, which reconcile makes up for."""
    monkeypatch.setattr(resources.pool(), "timeout", 0.01)
    monkeypatch.setattr("workers.dispatcher.AWAY_PAUSE_SECONDS", 0.01)
    postgres_server.stop()
    lane.submit("killer", delay_ms=0)
    for _ in range(lane.lane.max_crashes + 1):
        lane.claim(1, new_token())
        end_leases(lane, settings)
        ticking._next_sweep = 0
        ticking._tick_or_pause()
    assert lane.peek("killer").state is EntryState.DEAD
    lane.submit("b", delay_ms=0)
    ticking._tick_or_pause()
    assert len(drains.sent) == 1


def test_a_surprise_in_one_tick_is_not_the_last_one(
    ticking: Dispatcher, lane: LaneClient, drains: Any, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil
) -> None:
    monkeypatch.setattr("workers.dispatcher.AWAY_PAUSE_SECONDS", 0.01)
    surprises = [ZeroDivisionError("nobody thought of this")]

    def surprising(**message: Any) -> None:
        if surprises:
            raise surprises.pop()
        drains.sent.append(message)

    monkeypatch.setattr(drains, "apply_async", surprising)
    ticking.start()
    lane.submit("a", delay_ms=0)
    wait_until(lambda: not surprises, 5, "the surprise")
    lane.submit_many([(f"b-{i}", b"") for i in range(lane.lane.batch)], delay_ms=0)
    wait_until(lambda: drains.sent, 5, "the next poke")


class FakeWorker:
    """As much of Celery's worker as the step looks at."""

    hostname = "worker@here"

    def __init__(self, *queues: str) -> None:
        self.app = self
        self.amqp = self
        self.queues = self
        self.consume_from = dict.fromkeys(queues)


@pytest.mark.parametrize(
    ("queues", "lanes"), [(("checkins", "maintenance"), ["checkins"]), (("maintenance",), []), ((), [])]
)
def test_a_worker_dispatches_only_for_lanes_whose_queues_it_consumes(
    settings: Settings, queues: tuple[str, ...], lanes: list[str]
) -> None:
    assert settings.database_url
    made = DispatcherStep(None).create(FakeWorker(*queues))
    assert made._lanes == lanes
    made._heartbeat.stop()
