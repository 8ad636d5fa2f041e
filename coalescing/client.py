"""The connection to Redis: impatient, one retry at most, and with a breaker. It runs scripts."""

from collections.abc import Iterable
from itertools import islice
from typing import Any, Self

import redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import NoScriptError, RedisError, ResponseError
from redis.retry import Retry

from coalescing.batch import ScriptBatch
from coalescing.breaker import Breaker
from coalescing.errors import RedisUnavailableError, ScriptRefusedError
from coalescing.scripts import Argument, BoundScript

#: Calls that go out in one pipeline.
PIPELINE_CALLS = 500


def connection_options(timeout_ms: int) -> dict[str, Any]:
    """What the sync and the async connection have in common.

    RESP2 and no driver name: a new connection costs no round trip before its first command.
    """
    seconds = timeout_ms / 1000
    return {
        "socket_timeout": seconds,
        "socket_connect_timeout": seconds,
        "protocol": 2,
        "driver_info": None,
    }


def unavailable(error: Exception) -> RedisUnavailableError:
    """The error of this package that stands for one of redis-py (one of its own stays as it is)."""
    if isinstance(error, RedisUnavailableError):
        return type(error)(*error.args)
    if isinstance(error, ResponseError):
        return ScriptRefusedError(f"Redis refused: {error}")
    return RedisUnavailableError(f"Redis did not answer: {error}")


class ScriptClient:
    """Runs scripts on one Redis. Safe to share between threads, and across a fork."""

    def __init__(self, connection: "redis.Redis", breaker: Breaker) -> None:
        """Use `connect`, unless a test brings its own connection."""
        self._redis: Any = connection  # redis-py leaves `execute_command` untyped
        self._breaker = breaker

    @classmethod
    def connect(cls, url: str, *, timeout_ms: int = 200, breaker_seconds: float = 1.0) -> Self:
        """A client for this URL. Connects when it is first used.

        A call that times out is not sent again: a server that is frozen now is frozen still. One whose
        connection broke is sent once more.

        Args:
            url: `redis://`, `rediss://` or `unix://`.
            timeout_ms: For connecting, and for each answer.
            breaker_seconds: How long calls fail at once after three failures in a row.
        """
        connection = redis.Redis.from_url(
            url,
            retry=Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
            **connection_options(timeout_ms),
        )
        return cls(connection, Breaker(open_seconds=breaker_seconds))

    def run(self, script: BoundScript, *args: Argument) -> Any:
        """Run a script once.

        Raises:
            RedisUnavailableError: Redis does not answer, or refuses.
        """
        self._breaker.admit()
        try:
            try:
                answer = self._redis.execute_command(*script.command, *args)
            except NoScriptError:
                self._redis.execute_command("SCRIPT LOAD", script.script.source)
                answer = self._redis.execute_command(*script.command, *args)
        except (RedisError, OSError) as error:
            raise self._note(error) from error
        self._breaker.succeeded()
        return answer

    def run_many(self, script: BoundScript, calls: Iterable[tuple[Argument, ...]]) -> list[Any]:
        """Run a script once for each tuple of arguments, in pipelines of `PIPELINE_CALLS`.

        Raises:
            RedisUnavailableError: Redis does not answer, or refuses; some calls may have been run.
        """
        answers: list[Any] = []
        rest = iter(calls)
        while batch := list(islice(rest, PIPELINE_CALLS)):
            self._breaker.admit()
            try:
                answers += self._run_batch(ScriptBatch([(script, args) for args in batch]))
            except (RedisError, OSError) as error:
                raise self._note(error) from error
            self._breaker.succeeded()
        return answers

    def ping(self) -> None:
        """Ask Redis for a sign of life.

        Raises:
            RedisUnavailableError: there is none.
        """
        self._breaker.admit()
        try:
            self._redis.execute_command("PING")
        except (RedisError, OSError) as error:
            raise self._note(error) from error
        self._breaker.succeeded()

    def close(self) -> None:
        """Close all connections."""
        self._redis.close()

    def _run_batch(self, batch: ScriptBatch) -> list[Any]:
        while commands := batch.next_commands():
            with self._redis.pipeline(transaction=False) as pipeline:
                for command in commands:
                    pipeline.execute_command(*command)
                batch.take(pipeline.execute(raise_on_error=False))
        for answer in batch.answers:
            if isinstance(answer, Exception):
                raise answer
        return batch.answers

    def _note(self, error: Exception) -> RedisUnavailableError:
        if not isinstance(error, ResponseError):
            self._breaker.failed()
        return unavailable(error)
