"""Redis is frozen, or gone: submit fails soon, then at once, and works again by itself."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from coalescing.client import ScriptClient
from coalescing.errors import RedisUnavailableError
from coalescing.lane_client import LaneClient
from coalescing.outcomes import SubmitOutcome
from ops.valkey import EmbeddedValkey

pytestmark = pytest.mark.integration


@pytest.fixture
def server(valkey_server: EmbeddedValkey, redis_url: str) -> Iterator[EmbeddedValkey]:
    """The server behind `lane`; runs again after the test, whatever the test did."""
    assert redis_url
    yield valkey_server
    valkey_server.thaw()
    valkey_server.start()


@pytest.fixture
def lane(make_lane: Callable[..., LaneClient], redis_url: str) -> Iterator[LaneClient]:
    """A lane as a web process has it: impatient."""
    client = ScriptClient.connect(redis_url)
    yield make_lane(client)
    client.close()


def failing_submit_seconds(lane: LaneClient) -> float:
    began = time.monotonic()
    with pytest.raises(RedisUnavailableError):
        lane.submit("a")
    return time.monotonic() - began


def shortest(lane: LaneClient, tries: int) -> float:
    """Of several submits that fail: any one of them may be held up by the machine's other work."""
    return min(failing_submit_seconds(lane) for _ in range(tries))


def submits(lane: LaneClient, key: str) -> bool:
    try:
        return bool(lane.submit(key))
    except RedisUnavailableError:
        return False


def test_a_frozen_server_fails_soon_then_at_once_then_works_again(
    lane: LaneClient, server: EmbeddedValkey, wait_until: Callable[..., Any]
) -> None:
    lane.submit("a", b"before")
    server.freeze()
    try:
        assert 0.1 < shortest(lane, 3) < 0.6  # then the breaker opens
        assert shortest(lane, 5) < 0.005
    finally:
        server.thaw()

    wait_until(lambda: submits(lane, "b"), 5, "the breaker lets a call through")
    assert lane.submit("b") is SubmitOutcome.COALESCED


def test_a_new_connection_to_a_frozen_server_fails_as_soon(
    make_lane: Callable[..., LaneClient], redis_url: str, server: EmbeddedValkey
) -> None:
    client = ScriptClient.connect(redis_url)
    server.freeze()
    try:
        assert 0.1 < shortest(make_lane(client), 3) < 0.6
    finally:
        server.thaw()
        client.close()


def test_a_late_answer_is_not_taken_for_the_next_one(
    lane: LaneClient, server: EmbeddedValkey, wait_until: Callable[..., Any]
) -> None:
    lane.submit("a", b"payload of a")
    server.freeze()
    try:
        with pytest.raises(RedisUnavailableError):
            lane.peek("a")
    finally:
        server.thaw()

    wait_until(lambda: submits(lane, "b"), 5, "the server answers")
    assert lane.peek("b").key == "b"
    assert lane.peek("b").payload == b""


def test_what_a_lost_claim_took_is_answered_when_it_is_repeated(
    lane: LaneClient, server: EmbeddedValkey, wait_until: Callable[..., Any]
) -> None:
    lane.claim(1, "so that Redis knows the script")
    lane.submit_many([(f"k{i}", b"") for i in range(5)])
    server.freeze()
    try:
        with pytest.raises(RedisUnavailableError):
            lane.claim(3, "t")
    finally:
        server.thaw()
    wait_until(lambda: lane.stats().gauges.held == 3, 5, "the thawed server works off the lost claim")

    assert len(lane.claim(3, "t")) == 3
    assert lane.stats().gauges.held == 3


def test_pokes_of_a_lost_answer_are_answered_when_it_is_repeated(
    lane: LaneClient, server: EmbeddedValkey, wait_until: Callable[..., Any]
) -> None:
    lane.poke(10, 60_000, 8)  # so that Redis knows the script
    lane.submit("a")
    server.freeze()
    try:
        with pytest.raises(RedisUnavailableError):
            lane.poke(10, 60_000, 8)
    finally:
        server.thaw()
    wait_until(lambda: lane.stats().gauges.pokes == 1, 5, "the thawed server works off the lost call")

    assert len(lane.poke(10, 60_000, 8).ids) == 1
    assert lane.poke(10, 60_000, 8).ids == ()


def test_a_server_that_restarts_is_found_again_with_all_it_had(
    lane: LaneClient, server: EmbeddedValkey, wait_until: Callable[..., Any]
) -> None:
    lane.submit("a", b"before")
    server.stop()
    assert shortest(lane, 3) < 0.6
    server.start()

    wait_until(lambda: submits(lane, "b"), 10, "the server is found again")
    assert {run.key for run in lane.claim(10, "t")} == {"a", "b"}


def test_drains_may_wait_longer(
    make_lane: Callable[..., LaneClient], redis_url: str, server: EmbeddedValkey
) -> None:
    client = ScriptClient.connect(redis_url, timeout_ms=2_000)
    lane = make_lane(client)
    lane.submit("a")
    server.freeze()
    try:
        began = time.monotonic()
        with pytest.raises(RedisUnavailableError):
            lane.claim(1, "t")
        assert 1.9 < time.monotonic() - began < 10
    finally:
        server.thaw()
        client.close()


def test_ping_says_whether_redis_is_there(client: ScriptClient, server: EmbeddedValkey) -> None:
    client.ping()
    server.stop()

    with pytest.raises(RedisUnavailableError):
        client.ping()
