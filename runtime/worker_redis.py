"""Redis for those who work and can wait for an answer, but not for long: connected to when first used."""

from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from runtime.scripts import RedisScript

#: Scripts of ours take a fraction of a millisecond; a worker may be a little more patient than a request.
TIMEOUT_MS = 1_000


class RedisAwayError(Exception):
    """Raised when Redis does not answer, or does not carry out what it was asked."""


class WorkerRedis:
    """Runs scripts. Safe to share between threads and across a fork: a child makes its own connections."""

    def __init__(self, url: str, *, timeout_ms: int = TIMEOUT_MS) -> None:
        self._client: Any = redis.Redis.from_url(
            url,
            socket_timeout=timeout_ms / 1000,
            socket_connect_timeout=timeout_ms / 1000,
            retry=Retry(NoBackoff(), 0),
        )
        self._callable: dict[str, Any] = {}

    def run(self, script: RedisScript, keys: list[str], arguments: list[str | int]) -> Any:
        """What the script answers.

        Raises:
            RedisAwayError: there is no answer. The script may have run.
        """
        if script.name not in self._callable:
            self._callable[script.name] = self._client.register_script(script.source)
        try:
            return self._callable[script.name](keys, arguments)
        except (redis.RedisError, OSError) as error:
            raise RedisAwayError(str(error)) from error

    def look(self, key: str) -> tuple[dict[str, str], int]:
        """The fields of a hash, and the time on Redis's clock, in milliseconds.

        Raises:
            RedisAwayError: there is no answer.
        """
        try:
            with self._client.pipeline(transaction=False) as pipeline:
                pipeline.hgetall(key)
                pipeline.time()
                found, (seconds, microseconds) = pipeline.execute()
        except (redis.RedisError, OSError) as error:
            raise RedisAwayError(str(error)) from error
        fields = {name.decode(): value.decode() for name, value in found.items()}
        return fields, seconds * 1000 + microseconds // 1000

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()
