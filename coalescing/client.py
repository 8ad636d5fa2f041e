"""Runs scripts on one Redis, behind a breaker. What goes wrong is an error of this package."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Self

from redis.exceptions import NoScriptError, RedisError, ResponseError

from coalescing.batch import ScriptBatch, ScriptCall
from coalescing.breaker import Breaker
from coalescing.connections import Connections
from coalescing.errors import RedisUnavailableError, ScriptRefusedError
from coalescing.scripts import Argument, BoundScript, Command

#: Calls that go out in one pipeline.
PIPELINE_CALLS = 500


def unavailable(error: Exception) -> RedisUnavailableError:
    """The error of this package that stands for one of redis-py, or for a refusal by Redis."""
    if isinstance(error, ResponseError):
        return ScriptRefusedError(f"Redis refused: {error}")
    return RedisUnavailableError(f"Redis did not answer: {error}")


class ScriptClient:
    """Runs scripts on one Redis. Safe to share between threads, and across a fork."""

    def __init__(self, connections: Connections, breaker: Breaker) -> None:
        """Use `connect`, unless a test brings its own parts."""
        self._connections = connections
        self._breaker = breaker

    @classmethod
    def connect(cls, url: str, *, timeout_ms: int = 200, breaker_seconds: float = 1.0) -> Self:
        """A client for this URL. Connects when it is first used.

        Args:
            url: `redis://`, `rediss://` or `unix://`.
            timeout_ms: For connecting, and for each answer. Short where somebody waits for an answer; drains
                move more in one call, and may be given a longer one.
            breaker_seconds: How long calls fail at once after three failures in a row.
        """
        return cls(Connections(url, timeout_ms=timeout_ms), Breaker(open_seconds=breaker_seconds))

    def run(self, script: BoundScript, *args: Argument) -> Any:
        """Run a script once.

        Raises:
            RedisUnavailableError: Redis does not answer.
            ScriptRefusedError: Redis answers, and refuses.
        """
        command = script.command + args
        (answer,) = self._exchange([command])
        if isinstance(answer, NoScriptError):
            *_, answer = self._exchange([script.script.load_command, command])
        if isinstance(answer, ResponseError):
            raise unavailable(answer) from answer
        return answer

    def run_many(self, script: BoundScript, calls: Iterable[tuple[Argument, ...]]) -> list[Any]:
        """Run a script once for each tuple of arguments, in pipelines of `PIPELINE_CALLS`.

        Raises:
            RedisUnavailableError: Redis does not answer; some calls may have been run.
            ScriptRefusedError: Redis refuses a call; the others of its pipeline may have been run.
        """
        answers: list[Any] = []
        rest = iter(calls)
        while some := list(islice(rest, PIPELINE_CALLS)):
            batch = ScriptBatch([(script, args) for args in some])
            self._run_batch(batch)
            answers += batch.answers
        return answers

    def run_all(self, calls: Sequence[ScriptCall]) -> list[Any]:
        """Run different scripts, or one on different keys, in one pipeline.

        Returns:
            One answer per call, in order; a `ScriptRefusedError` where Redis refused it.

        Raises:
            RedisUnavailableError: Redis does not answer; some calls may have been run.
        """
        batch = ScriptBatch(calls)
        while commands := batch.next_commands():
            batch.take(self._exchange(commands))
        return [
            unavailable(answer) if isinstance(answer, ResponseError) else answer for answer in batch.answers
        ]

    def ping(self) -> None:
        """Ask Redis for a sign of life.

        Raises:
            RedisUnavailableError: There is none.
        """
        self._exchange([("PING",)])

    def now_ms(self) -> int:
        """Redis's clock, in ms since the epoch: what the times of entries are to be compared with.

        Raises:
            RedisUnavailableError: Redis does not answer.
        """
        (answer,) = self._exchange([("TIME",)])
        if isinstance(answer, ResponseError):
            raise unavailable(answer) from answer
        seconds, microseconds = map(int, answer)
        return seconds * 1_000 + microseconds // 1_000

    def close(self) -> None:
        """Close all connections. The next call opens a new one."""
        self._connections.close()

    def _run_batch(self, batch: ScriptBatch) -> None:
        while commands := batch.next_commands():
            batch.take(self._exchange(commands))
        for answer in batch.answers:
            if isinstance(answer, ResponseError):
                raise unavailable(answer) from answer

    def _exchange(self, commands: list[Command]) -> list[Any]:
        self._breaker.admit()
        try:
            answers = self._connections.exchange(commands)
        except (RedisError, OSError) as error:
            self._breaker.failed()
            raise unavailable(error) from error
        self._breaker.succeeded()
        return answers
