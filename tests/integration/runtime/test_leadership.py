"""One leads; when it is gone, another one does."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import redis

from ops.valkey import EmbeddedValkey
from runtime.leadership import Leadership, LeadershipUnavailableError
from tests.conftest import WaitUntil

pytestmark = pytest.mark.integration

Make = Callable[..., Leadership]


@pytest.fixture
def make(redis_url: str, redis_prefix: str) -> Iterator[Make]:
    made: list[Leadership] = []

    def make(name: str, seconds: float = 60.0) -> Leadership:
        made.append(Leadership(redis_url, f"{redis_prefix}:leader", name, seconds=seconds, timeout_ms=500))
        return made[-1]

    yield make
    for each in made:
        each.resign()


def test_one_leads_for_as_long_as_it_asks(make: Make) -> None:
    first, second = make("a"), make("b")
    assert [first.claim().leads, second.claim().leads, first.claim().leads] == [True, False, True]


def test_who_resigns_is_followed_at_once_and_who_does_not_lead_cannot(make: Make) -> None:
    first, second = make("a"), make("b")
    first.claim()
    second.resign()
    assert not second.claim().leads
    first.resign()
    assert second.claim().leads
    assert not first.claim().leads


def test_who_is_not_heard_of_is_followed(make: Make, wait_until: WaitUntil) -> None:
    make("a", seconds=0.3).claim()
    second = make("b")
    assert not second.claim().leads
    wait_until(lambda: second.claim().leads, 5, "its claim has ended")


def test_after_a_flush_the_first_who_asks_leads(make: Make, redis_url: str) -> None:
    first, second = make("a"), make("b")
    first.claim()
    with redis.Redis.from_url(redis_url) as raw:
        raw.flushall()
    assert second.claim().leads
    assert not first.claim().leads


def test_the_time_is_that_of_redis(make: Make, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as raw:
        seconds, _ = raw.time()
    assert abs(make("a").claim().now - datetime.fromtimestamp(seconds, UTC)) < timedelta(seconds=5)


def test_while_redis_is_away_nobody_knows(make: Make, valkey_server: EmbeddedValkey) -> None:
    candidate = make("a")
    candidate.claim()
    valkey_server.freeze()
    with pytest.raises(LeadershipUnavailableError):
        candidate.claim()
    valkey_server.thaw()
    assert candidate.claim().leads
