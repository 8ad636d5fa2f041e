"""Writes are counted in each process, and shared: one runaway client meets the limit in all of them."""

import asyncio
from collections.abc import Iterator

import pytest
import redis

from ops.valkey import EmbeddedValkey
from runtime import shared_limit
from runtime.patient_redis import PatientRedis
from runtime.rate_limit import Exceeded
from runtime.shared_limit import MOST_SHARED, SharedLimit

pytestmark = pytest.mark.integration


class Clock:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = 1_000_000 * 60.0

    def time(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(shared_limit, "time", clock)
    return clock


class Processes:
    """Several of them, each with a connection and a count of its own, in one event loop."""

    def __init__(self, url: str, prefix: str, limit: int, count: int = 2) -> None:
        self._runner = asyncio.Runner()
        self._redis = [PatientRedis(url, timeout_ms=10_000) for _ in range(count)]
        self.limits = [SharedLimit(each, prefix, "writes", limit) for each in self._redis]

    def share(self) -> None:
        for limit in self.limits:
            self._runner.run(limit.share())

    def close(self) -> None:
        for each in self._redis:
            self._runner.run(each.close())
        self._runner.close()


@pytest.fixture
def two(redis_url: str, redis_prefix: str) -> Iterator[Processes]:
    processes = Processes(redis_url, redis_prefix, 100)
    yield processes
    processes.close()


def write(limit: SharedLimit, times: int, who: str = "anna@example.org") -> int:
    """How many of them were admitted."""
    return sum(limit.count(who) is None for _ in range(times))


def test_one_process_admits_so_many_a_minute(two: Processes, clock: Clock) -> None:
    here = two.limits[0]
    clock.now += 17.5
    assert write(here, 250) == 100
    assert write(here, 5, "bert") == 5, "others are not concerned"
    assert here.count("anna@example.org") == Exceeded(100, 1_000_001 * 60, 43)
    clock.now += 42.5
    assert write(here, 250) == 100, "a new minute"


def test_what_others_have_counted_counts(two: Processes) -> None:
    one, other = two.limits
    assert write(one, 60) == 60
    two.share()
    assert write(other, 30) == 30
    two.share()
    assert write(one, 1) == 1, "who writes on hears, when it is told, what others have counted"
    two.share()
    assert write(one, 50) == 9
    two.share()
    assert write(other, 1) == 1, "as before"
    two.share()
    assert write(other, 50) == 0


def test_what_was_told_is_not_told_again(two: Processes) -> None:
    one, other = two.limits
    assert write(one, 40) == 40
    for _ in range(5):
        two.share()
    assert write(other, 5) == 5
    two.share()
    assert write(other, 100) == 55


def test_who_writes_little_is_not_mentioned_and_nobody_is_by_name(
    two: Processes, redis_url: str, redis_prefix: str
) -> None:
    one, _ = two.limits
    write(one, 4, "bert@example.org")
    write(one, 5, "anna@example.org")
    two.share()
    with redis.Redis.from_url(redis_url) as client:
        keys = client.keys("*")
        assert len(keys) == 1
        assert redis_prefix.encode() in keys[0]
        assert b"anna" not in keys[0]
        assert 0 < client.ttl(keys[0]) <= 120


def test_many_who_write_a_lot_take_their_turns(two: Processes, redis_url: str) -> None:
    one, _ = two.limits
    for number in range(MOST_SHARED + 50):
        write(one, 10, str(number))
    two.share()
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == MOST_SHARED
        two.share()
        assert client.dbsize() == MOST_SHARED + 50


def test_without_redis_each_goes_by_its_own_count(
    valkey_server: EmbeddedValkey, redis_url: str, redis_prefix: str
) -> None:
    processes = Processes(redis_url, redis_prefix, 100)
    valkey_server.kill()
    try:
        for limit in processes.limits:
            assert write(limit, 150) == 100
        processes.share()
    finally:
        processes.close()
        valkey_server.start()
