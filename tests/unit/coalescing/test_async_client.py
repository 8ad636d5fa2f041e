"""The async client: one exchange for what is asked at the same time, and errors for each caller."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from redis.exceptions import NoScriptError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from coalescing.async_client import AsyncScriptClient
from coalescing.breaker import Breaker
from coalescing.client import PIPELINE_CALLS
from coalescing.errors import RedisUnavailableError, ScriptRefusedError
from coalescing.keys import LaneKeys
from coalescing.scripts import PEEK, Command

BOUND = PEEK.bind(LaneKeys("p", "test"))


class FakeConnection:
    """Answers by a function of the command, one turn of the event loop later."""

    def __init__(self, answer: Callable[[Command], Any]) -> None:
        self.answer = answer
        self.exchanges: list[int] = []
        self.is_closed = False

    async def exchange(self, commands: Sequence[Command]) -> list[Any]:
        self.exchanges.append(len(commands))
        await asyncio.sleep(0)
        answers = [self.answer(command) for command in commands]
        for answer in answers:
            if isinstance(answer, Exception) and not isinstance(answer, ResponseError):
                raise answer
        return answers

    async def close(self) -> None:
        self.is_closed = True


def use(
    answer: Callable[[Command], Any],
    steps: Callable[[AsyncScriptClient], Awaitable[Any]],
) -> tuple[Any, FakeConnection]:
    async def main() -> tuple[Any, FakeConnection]:
        connection = FakeConnection(answer)
        client = AsyncScriptClient(connection, Breaker(open_seconds=60))  # type: ignore[arg-type]
        result = await steps(client)
        await client.close()
        return result, connection

    return asyncio.run(main())


def gather(n: int) -> Callable[[AsyncScriptClient], Awaitable[Any]]:
    return lambda client: asyncio.gather(*(client.run(BOUND, i) for i in range(n)), return_exceptions=True)


def test_what_is_asked_at_the_same_time_leaves_together() -> None:
    answers, connection = use(lambda command: command[-1], gather(20))

    assert answers == list(range(20))
    assert connection.exchanges == [20]


def test_a_pipeline_is_bounded() -> None:
    answers, connection = use(lambda command: command[-1], gather(PIPELINE_CALLS + 5))

    assert answers == list(range(PIPELINE_CALLS + 5))
    assert connection.exchanges == [PIPELINE_CALLS, 5]


def test_what_is_asked_meanwhile_leaves_next() -> None:
    async def steps(client: AsyncScriptClient) -> list[int]:
        first = asyncio.create_task(client.run(BOUND, 1))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return [await client.run(BOUND, 2), await first]

    answers, connection = use(lambda command: command[-1], steps)

    assert answers == [2, 1]
    assert connection.exchanges == [1, 1]


def test_no_answer_fails_every_caller() -> None:
    answers, _ = use(lambda _: RedisTimeoutError("late"), gather(5))

    assert [type(answer) for answer in answers] == [RedisUnavailableError] * 5
    assert len({id(answer) for answer in answers}) == 5


def test_a_refusal_fails_its_own_caller() -> None:
    answers, _ = use(lambda command: ResponseError("OOM") if command[-1] == 1 else 7, gather(3))

    assert answers[::2] == [7, 7]
    assert isinstance(answers[1], ScriptRefusedError)


def test_a_forgotten_script_is_loaded_for_those_who_need_it() -> None:
    known: list[Any] = []

    def answer(command: Command) -> Any:
        if command[:2] == ("SCRIPT", "LOAD"):
            known.append(command)
        return 7 if known else NoScriptError()

    answers, connection = use(answer, gather(3))

    assert answers == [7, 7, 7]
    assert connection.exchanges == [3, 4]


def test_after_failures_in_a_row_redis_is_not_asked() -> None:
    async def steps(client: AsyncScriptClient) -> list[Any]:
        return [answer for _ in range(10) for answer in await gather(2)(client)]

    answers, connection = use(lambda _: RedisTimeoutError(), steps)

    assert {type(answer) for answer in answers} == {RedisUnavailableError}
    assert connection.exchanges == [2, 2, 2]


def test_a_caller_that_gives_up_does_not_harm_the_others() -> None:
    async def steps(client: AsyncScriptClient) -> Any:
        given_up, other = asyncio.create_task(client.run(BOUND, 1)), asyncio.create_task(client.run(BOUND, 2))
        await asyncio.sleep(0)
        given_up.cancel()
        return await other

    assert use(lambda command: command[-1], steps)[0] == 2


def test_closing_waits_for_what_is_under_way() -> None:
    async def steps(client: AsyncScriptClient) -> Any:
        asked = asyncio.create_task(client.run(BOUND, 1))
        await asyncio.sleep(0)
        await client.close()
        return await asked

    answer, connection = use(lambda command: command[-1], steps)

    assert answer == 1
    assert connection.is_closed


def test_a_defect_reaches_the_callers_and_the_next_ones_are_served() -> None:
    async def steps(client: AsyncScriptClient) -> Any:
        with pytest.raises(ZeroDivisionError):
            await client.run(BOUND, 0)
        return await client.run(BOUND, 1)

    assert use(lambda command: 7 // int(command[-1]), steps)[0] == 7


def test_nobody_waits_for_ever_when_the_sending_is_cancelled() -> None:
    async def steps(client: AsyncScriptClient) -> Any:
        asked = [asyncio.create_task(client.run(BOUND, i)) for i in range(PIPELINE_CALLS + 1)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert client._sender is not None
        client._sender.cancel()
        outcomes = await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), 5)
        assert {type(outcome) for outcome in outcomes} == {asyncio.CancelledError}
        return await client.run(BOUND, 7)

    assert use(lambda command: command[-1], steps)[0] == 7


def test_ping_fails_like_any_other_call() -> None:
    async def steps(client: AsyncScriptClient) -> None:
        with pytest.raises(RedisUnavailableError):
            await client.ping()

    use(lambda _: RedisTimeoutError(), steps)
