"""A lane on a real Valkey, with doors that deliver once or twice."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest
import redis

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import Lane
from coalescing.outcomes import EntryState
from coalescing.scripts import BoundScript
from coalescing.verdicts import Dead

HOUR_MS = 3_600_000
#: These tests are about answers, not about their speed, and the machine may be busy.
PATIENCE_MS = 10_000


class TwiceClient(ScriptClient):
    """Delivers every call twice, as after a lost answer, and hands out the second answer."""

    first_answer: Any = None

    def run(self, script: BoundScript, *args: Any) -> Any:
        self.first_answer = super().run(script, *args)
        return super().run(script, *args)


class MakeLane(Protocol):
    """Makes a door to the lane named `test`; keywords change the lane's policy."""

    def __call__(self, through: ScriptClient | None = None, **policy: int) -> LaneClient: ...


@pytest.fixture
def client(redis_url: str) -> Iterator[ScriptClient]:
    client = ScriptClient.connect(redis_url, timeout_ms=PATIENCE_MS)
    yield client
    client.close()


@pytest.fixture
def twice(redis_url: str) -> Iterator[TwiceClient]:
    client = TwiceClient.connect(redis_url, timeout_ms=PATIENCE_MS)
    yield client
    client.close()


@pytest.fixture
def make_lane(client: ScriptClient, redis_prefix: str) -> MakeLane:
    def make(through: ScriptClient | None = None, **policy: int) -> LaneClient:
        defaults = {"window_ms": 0, "batch": 100, "lease_ms": HOUR_MS}
        lane = Lane(name="test", queue="test", key_form="any", **(defaults | policy))
        return LaneClient(lane, through or client, redis_prefix)

    return make


@pytest.fixture
def lane(make_lane: MakeLane) -> LaneClient:
    """What is submitted is due at once, and what is claimed is held for an hour."""
    return make_lane()


@pytest.fixture
def raw(redis_url: str) -> Iterator["redis.Redis"]:
    """Redis itself, behind the protocol's back."""
    with redis.Redis.from_url(redis_url) as connection:
        yield connection


@pytest.fixture
def bring_to(lane: LaneClient) -> Callable[[str, EntryState], None]:
    """Brings a new key, submitted once with payload `old`, into a state; `holds <key>` is its token."""

    def bring(key: str, state: EntryState) -> None:
        lane.submit(key, b"old", delay_ms=HOUR_MS if state is EntryState.WAITING else 0)
        if state in {EntryState.HELD, EntryState.DEAD}:
            assert [entry.key for entry in lane.claim(1, f"holds {key}")] == [key]
        if state is EntryState.DEAD:
            lane.settle(f"holds {key}", {key: Dead("no good")})
        assert lane.peek(key).state is state

    return bring
