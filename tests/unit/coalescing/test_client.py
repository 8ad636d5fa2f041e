"""The client: errors of this package only, and a breaker that knows failures from refusals."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    NoScriptError,
    ReadOnlyError,
    ResponseError,
)
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from coalescing.breaker import Breaker
from coalescing.client import PIPELINE_CALLS, ScriptClient
from coalescing.errors import CoalescingError, RedisUnavailableError, ScriptRefusedError
from coalescing.keys import LaneKeys
from coalescing.scripts import PEEK, Command

BOUND = PEEK.bind(LaneKeys("p", "test"))


class FakeConnections:
    """Answers by a function of the command; a `ResponseError` is an answer, other errors are raised."""

    def __init__(self, answer: Callable[[Command], Any]) -> None:
        self.answer = answer
        self.exchanges: list[list[Command]] = []

    def exchange(self, commands: Sequence[Command]) -> list[Any]:
        self.exchanges.append(list(commands))
        answers = [self.answer(command) for command in commands]
        for answer in answers:
            if isinstance(answer, Exception) and not isinstance(answer, ResponseError):
                raise answer
        return answers

    def close(self) -> None:
        self.exchanges.clear()


def client_with(answer: Callable[[Command], Any]) -> tuple[ScriptClient, FakeConnections]:
    connections = FakeConnections(answer)
    return ScriptClient(connections, Breaker(open_seconds=60)), connections  # type: ignore[arg-type]


def test_a_call_is_one_command() -> None:
    client, connections = client_with(lambda _: 7)

    assert client.run(BOUND, "a", 1) == 7
    assert connections.exchanges == [[(*BOUND.command, "a", 1)]]


def test_a_forgotten_script_is_loaded_and_run_in_one_more_exchange() -> None:
    known: list[str] = []

    def answer(command: Command) -> Any:
        if command[:2] == ("SCRIPT", "LOAD"):
            known.append("it")
            return b"sha"
        return 7 if known else NoScriptError()

    client, connections = client_with(answer)

    assert client.run(BOUND, "a") == 7
    assert connections.exchanges[1] == [PEEK.load_command, (*BOUND.command, "a")]


@pytest.mark.parametrize(
    "error",
    [RedisConnectionError(), RedisTimeoutError(), BusyLoadingError(), AuthenticationError(), OSError()],
)
@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda client: client.run(BOUND, "a"), id="run"),
        pytest.param(lambda client: client.run_many(BOUND, [("a",)]), id="run_many"),
        pytest.param(lambda client: client.run_all([(BOUND, ("a",))]), id="run_all"),
        pytest.param(lambda client: client.ping(), id="ping"),
        pytest.param(lambda client: client.now_ms(), id="now_ms"),
    ],
)
def test_no_answer_is_redis_unavailable(error: Exception, call: Callable[[ScriptClient], Any]) -> None:
    client, _ = client_with(lambda _: error)

    with pytest.raises(RedisUnavailableError) as caught:
        call(client)

    assert not isinstance(caught.value, ScriptRefusedError)
    assert caught.value.__cause__ is error


@pytest.mark.parametrize("error", [ReadOnlyError("read only"), ResponseError("OOM"), NoScriptError("again")])
def test_a_refusal_says_why_and_does_not_open_the_breaker(error: Exception) -> None:
    client, connections = client_with(lambda _: error)

    for _ in range(10):
        with pytest.raises(ScriptRefusedError, match=str(error)):
            client.run(BOUND, "a")
        with pytest.raises(ScriptRefusedError, match=str(error)):
            client.run_many(BOUND, [("a",)])

    assert len(connections.exchanges) >= 20


def test_after_failures_in_a_row_redis_is_not_asked() -> None:
    client, connections = client_with(lambda _: RedisTimeoutError())
    for _ in range(10):
        with pytest.raises(CoalescingError):
            client.run(BOUND, "a")

    assert len(connections.exchanges) == 3


def test_many_calls_leave_in_pipelines_and_come_back_in_order() -> None:
    client, connections = client_with(lambda command: command[-1])

    answers = client.run_many(BOUND, ((i,) for i in range(PIPELINE_CALLS + 1)))

    assert answers == list(range(PIPELINE_CALLS + 1))
    assert [len(commands) for commands in connections.exchanges] == [PIPELINE_CALLS, 1]


def test_different_calls_are_one_exchange_and_a_refusal_is_that_of_one() -> None:
    other = PEEK.bind(LaneKeys("p", "other"))
    client, connections = client_with(
        lambda command: ResponseError("WRONGTYPE") if command[-1] == "b" else command[-1]
    )

    first, refused, last = client.run_all([(BOUND, ("a",)), (other, ("b",)), (BOUND, ("c",))])

    assert (first, last) == ("a", "c")
    assert isinstance(refused, ScriptRefusedError)
    assert connections.exchanges == [[(*BOUND.command, "a"), (*other.command, "b"), (*BOUND.command, "c")]]


def test_no_calls_are_no_exchange() -> None:
    client, connections = client_with(lambda _: 1)

    assert client.run_many(BOUND, []) == []
    assert client.run_all([]) == []
    assert connections.exchanges == []
