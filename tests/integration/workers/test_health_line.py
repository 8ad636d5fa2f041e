"""The health line comes once for all workers, without traffic too, and whoever dies or is away."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lane_client import LaneClient, new_token
from coalescing.lanes import LANES
from coalescing.verdicts import DONE
from ops.postgres import EmbeddedPostgres
from ops.valkey import EmbeddedValkey
from runtime.settings import Settings, get_settings
from storage import glance, ledger
from tests.conftest import WaitUntil
from workers import health_line
from workers.dispatcher import Dispatcher

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("drains", "reconciles")]

INTERVAL = 0.2

Start = Callable[[str], Dispatcher]


class Log:
    """Takes the place of the module's logger."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []

    def info(self, event: str, **fields: Any) -> None:
        self.lines.append({"event": event, "at": time.monotonic(), **fields})

    warning = info

    def exception(self, event: str, **fields: Any) -> None:
        pytest.fail(f"{event}: {fields}")

    def by(self, worker: str) -> list[dict[str, Any]]:
        return [line for line in list(self.lines) if line["worker"] == worker]

    def of(self, lane: str) -> list[dict[str, Any]]:
        return [line for line in list(self.lines) if line.get("lane") == lane]


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    log = Log()
    monkeypatch.setattr(health_line, "log", log)
    return log


@pytest.fixture
def start(settings: Settings) -> Iterator[Start]:
    """Starts a worker's dispatcher under a name."""
    quick = settings.model_copy(
        update={"health_interval_seconds": INTERVAL, "worker_seen_within_seconds": 0.5}
    )
    started: list[Dispatcher] = []

    def dispatcher(name: str) -> Dispatcher:
        started.append(Dispatcher(name, ["checkins"], quick))
        started[-1].start()
        return started[-1]

    yield dispatcher
    for one in started:
        one.stop()


def die(dispatcher: Dispatcher) -> None:
    """As if it were killed: it says nothing any more, and has not said good-bye."""
    dispatcher._health_line.stop()
    dispatcher._stopping.set()
    dispatcher._thread.join(5)


def test_of_two_workers_one_logs_and_the_other_goes_on_when_it_has_died(
    start: Start, log: Log, wait_until: WaitUntil
) -> None:
    first = start("a")
    wait_until(lambda: log.by("a"), 10, "its first line: it has been heard of")
    start("b")
    wait_until(lambda: len(log.by("a")) >= 4 * len(LANES), 10, "lines without any traffic")
    assert log.by("b") == []
    die(first)
    wait_until(lambda: len(log.by("b")) >= 3, 10, "lines of the worker that took over")
    assert log.by("b")[0]["at"] > log.by("a")[-1]["at"]


def test_a_worker_that_says_good_bye_is_followed_at_the_next_moment(
    start: Start, log: Log, wait_until: WaitUntil
) -> None:
    first, _ = start("a"), start("b")
    wait_until(lambda: log.by("a"), 10, "a line")
    first.stop()
    wait_until(lambda: log.by("b"), 10, "a line of the other one")


def test_each_line_counts_what_happened_since_the_one_before(
    start: Start, log: Log, lane: LaneClient, connection: Connection[DictRow], wait_until: WaitUntil
) -> None:
    lane.submit("long ago", delay_ms=60_000)
    start("a")
    wait_until(lambda: len(log.lines) >= len(LANES), 10, "the first lines")
    ledger.owe(connection, "checkins", {"k": None})
    for _ in range(3):
        lane.submit("k", delay_ms=0)
    token = new_token()
    assert [entry.key for entry in lane.claim(10, token)] == ["k"]
    lane.settle(token, {"k": DONE})
    wait_until(lambda: sum(line["completed"] for line in list(log.lines)), 10, "the run was counted")
    count = len(log.of("checkins"))
    wait_until(lambda: len(log.of("checkins")) > count, 10, "another line")
    assert {line["lane"] for line in log.lines} == set(LANES)
    lines = log.of("checkins")
    totals = {
        name: sum(line[name] for line in lines) for name in ("enqueued", "coalesced", "started", "completed")
    }
    assert totals == {"enqueued": 3, "coalesced": 2, "started": 1, "completed": 1}
    (counted,) = [line for line in lines if line["completed"]]
    assert counted["lag_p50_ms"] is not None
    assert lines[-1]["lag_p50_ms"] is None
    assert (lines[-1]["waiting"], lines[-1]["held"], lines[-1]["owed"]) == (1, 0, 1)
    assert lines[-1]["oldest_owed_s"] >= 0


def test_a_paused_lane_says_so(start: Start, log: Log, lane: LaneClient, wait_until: WaitUntil) -> None:
    lane.pause()
    start("a")
    wait_until(lambda: log.of("checkins"), 10, "a line")
    assert log.of("checkins")[-1]["paused"] is True
    lane.resume()
    wait_until(lambda: log.of("checkins")[-1]["paused"] is False, 10, "a line after it")


@pytest.mark.parametrize("trouble", ["kill", "freeze"])
def test_without_postgresql_it_says_so_and_the_dispatcher_goes_on(
    start: Start,
    log: Log,
    lane: LaneClient,
    drains: Any,
    postgres_server: EmbeddedPostgres,
    wait_until: WaitUntil,
    monkeypatch: pytest.MonkeyPatch,
    *,
    trouble: str,
) -> None:
    monkeypatch.setattr(glance, "PATIENCE_SECONDS", 5)
    start("a")
    wait_until(lambda: log.lines, 10, "a line while all is well")
    assert log.lines[0]["owed"] == 0
    getattr(postgres_server, trouble)()
    lane.submit("k", delay_ms=0)
    wait_until(lambda: drains.sent, 4.5, "a poke, without waiting for PostgreSQL")
    line = wait_until(
        lambda: next((line for line in list(log.lines) if line["owed"] is None), None),
        25,
        "a line without it",
    )
    assert "PostgreSQL does not answer" in line["ledger"]
    assert (line["oldest_owed_s"], line["waiting"]) == (None, 1)


def test_without_redis_every_worker_says_so(
    start: Start, log: Log, valkey_server: EmbeddedValkey, wait_until: WaitUntil
) -> None:
    start("a")
    start("b")
    wait_until(lambda: log.by("a"), 10, "a line while all is well")
    valkey_server.kill()
    wait_until(lambda: any("redis" in line for line in log.by("a")), 10, "the first says so")
    wait_until(lambda: any("redis" in line for line in log.by("b")), 10, "the second says so")
    assert log.lines[-1]["owed"] == {}
    valkey_server.start()
    count = len(log.lines)
    wait_until(lambda: any(line["event"] == "lane" for line in log.lines[count:]), 10, "it goes on")


def test_the_interval_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERWRITE_HEALTH_INTERVAL_SECONDS", "7")
    get_settings.cache_clear()
    assert get_settings().health_interval_seconds == 7
