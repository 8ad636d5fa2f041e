"""The async twin of submit: the same outcomes, many at a time, and as impatient."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import redis

from coalescing.async_client import AsyncScriptClient
from coalescing.async_submitter import AsyncSubmitter
from coalescing.errors import PayloadTooLargeError, RedisUnavailableError
from coalescing.lane_client import LaneClient
from coalescing.outcomes import EntryState, SubmitOutcome
from ops.valkey import EmbeddedValkey

pytestmark = pytest.mark.integration

HOUR_MS = 3_600_000
Use = Callable[[AsyncSubmitter, AsyncScriptClient], Awaitable[Any]]
RunAsync = Callable[..., Any]


@pytest.fixture
def run(lane: LaneClient, redis_url: str, redis_prefix: str) -> RunAsync:
    """Runs `use(submitter, client)` on an event loop of its own, with patience or as given."""

    def run(use: Use, timeout_ms: int = 10_000) -> Any:
        async def main() -> Any:
            client = AsyncScriptClient.connect(redis_url, timeout_ms=timeout_ms)
            try:
                return await use(AsyncSubmitter(lane.lane, client, redis_prefix), client)
            finally:
                await client.close()

        return asyncio.run(main())

    return run


def test_the_outcomes_are_those_of_the_sync_door(
    lane: LaneClient, run: RunAsync, bring_to: Callable[[str, EntryState], None]
) -> None:
    for key, state in [("h", EntryState.HELD), ("d", EntryState.DEAD), ("w", EntryState.WAITING)]:
        bring_to(key, state)

    async def use(submitter: AsyncSubmitter, _: object) -> Any:
        return [
            await submitter.submit("new", b"payload", delay_ms=HOUR_MS),
            await submitter.submit("w"),
            await submitter.submit("h"),
            await submitter.submit("d", if_absent=True),
            await submitter.submit("w", if_absent=True),
            await submitter.submit("d"),
        ]

    assert run(use) == [
        SubmitOutcome.OPENED,
        SubmitOutcome.COALESCED,
        SubmitOutcome.OVERTAKEN,
        SubmitOutcome.DEAD,
        SubmitOutcome.KNOWN,
        SubmitOutcome.REVIVED,
    ]
    assert lane.peek("new").payload == b"payload"


def test_a_thousand_at_once_are_all_accepted_in_order(lane: LaneClient, run: RunAsync) -> None:
    async def use(submitter: AsyncSubmitter, _: object) -> Any:
        return await asyncio.gather(*(submitter.submit(f"k{i % 100}", b"%d" % i) for i in range(1_200)))

    outcomes = Counter(run(use))

    assert outcomes == {SubmitOutcome.OPENED: 100, SubmitOutcome.COALESCED: 1_100}
    assert {run.key: run.payload for run in lane.claim(100, "t")} == {
        f"k{i % 100}": b"%d" % i for i in range(1_100, 1_200)
    }


def test_scripts_that_redis_forgot_are_loaded_again(run: RunAsync, raw: "redis.Redis") -> None:
    async def use(submitter: AsyncSubmitter, _: object) -> Any:
        await submitter.submit("a")
        raw.script_flush()
        return await asyncio.gather(*(submitter.submit(f"k{i}") for i in range(20)))

    assert set(run(use)) == {SubmitOutcome.OPENED}


def test_a_refused_input_is_refused_before_redis_is_asked(lane: LaneClient, run: RunAsync) -> None:
    async def use(submitter: AsyncSubmitter, _: object) -> None:
        with pytest.raises(PayloadTooLargeError):
            await submitter.submit("a", b"x" * 70_000)

    run(use)
    assert lane.peek("a").state is EntryState.ABSENT


def test_a_caller_that_gives_up_does_not_harm_the_others(run: RunAsync) -> None:
    async def use(submitter: AsyncSubmitter, _: object) -> Any:
        given_up, *others = [asyncio.create_task(submitter.submit(f"k{i}")) for i in range(10)]
        await asyncio.sleep(0)
        given_up.cancel()
        outcomes = await asyncio.gather(*others)
        with pytest.raises(asyncio.CancelledError):
            await given_up
        return outcomes

    assert run(use) == [SubmitOutcome.OPENED] * 9


def test_a_frozen_server_fails_soon_for_all_then_at_once_then_works_again(
    run: RunAsync, valkey_server: EmbeddedValkey
) -> None:
    async def failing(submitter: AsyncSubmitter, n: int) -> float:
        began = time.monotonic()
        outcomes = await asyncio.gather(
            *(submitter.submit(f"k{i}") for i in range(n)), return_exceptions=True
        )
        assert {type(outcome) for outcome in outcomes} == {RedisUnavailableError}
        return time.monotonic() - began

    async def use(submitter: AsyncSubmitter, client: AsyncScriptClient) -> Any:
        await submitter.submit("before")
        valkey_server.freeze()
        try:
            assert await failing(submitter, 300) < 2  # all together, and not one after the other
            for _ in range(2):
                await failing(submitter, 1)
            assert min([await failing(submitter, 1) for _ in range(5)]) < 0.005
            with pytest.raises(RedisUnavailableError):
                await client.ping()
        finally:
            valkey_server.thaw()
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            try:
                return await submitter.submit("after")
            except RedisUnavailableError:
                await asyncio.sleep(0.02)
        return None

    assert run(use, timeout_ms=200) is SubmitOutcome.OPENED


def test_ping_says_that_redis_is_there(run: RunAsync) -> None:
    async def use(_: object, client: AsyncScriptClient) -> None:
        await client.ping()

    run(use)
