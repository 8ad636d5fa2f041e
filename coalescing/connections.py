"""Connections to Redis: one per thread, impatient, and no layer more than sending and reading needs."""

import os
import threading
import weakref
from collections.abc import Sequence
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import MasterDownError, ReadOnlyError, ResponseError
from redis.retry import Retry

from coalescing.packing import packed
from coalescing.scripts import Command

#: Refusals of a server that was the primary before a failover: it is left, rather than asked again.
DEMOTED = (ReadOnlyError, MasterDownError)


def connection_options(timeout_ms: int) -> dict[str, Any]:
    """What the sync and the async connection have in common.

    RESP2 and no driver name: a new connection costs no round trip before its first command (but for a
    password and a database number).
    """
    seconds = timeout_ms / 1000
    return {
        "socket_timeout": seconds,
        "socket_connect_timeout": seconds,
        "protocol": 2,
        "driver_info": None,
    }


class Connections:
    """Exchanges commands for answers. Safe to share between threads, and across a fork.

    A thread keeps its connection, where redis-py's client would take one from a pool, look whether it is
    still good and give it back, for each command: that is a third of the price of a small script.
    """

    def __init__(self, url: str, *, timeout_ms: int) -> None:
        """Connect to `url` when first used; `timeout_ms` is for connecting, and for each answer."""
        pool = redis.ConnectionPool.from_url(
            url, retry=Retry(NoBackoff(), 0), **connection_options(timeout_ms)
        )
        self._connection_class, self._parameters = pool.connection_class, pool.connection_kwargs
        self._local = threading.local()
        self._all: weakref.WeakSet[Any] = weakref.WeakSet()

    def exchange(self, commands: Sequence[Command]) -> list[Any]:
        """Send the commands in one go; their answers in order, where a refusal is a `ResponseError`.

        If the connection breaks, all are sent once more on a new one. If an answer is late, nothing is sent
        again: a server that is frozen now is frozen still.

        Raises:
            redis.exceptions.RedisError: There is no answer. The commands may have been carried out.
        """
        connection = self._of_this_thread()
        try:
            return _exchange(connection, commands)
        except RedisConnectionError:
            return _exchange(connection, commands)

    def close(self) -> None:
        """Close the connections of all threads."""
        for connection in list(self._all):
            connection.disconnect()

    def _of_this_thread(self) -> Any:
        pid = os.getpid()
        if getattr(self._local, "pid", None) != pid:  # a new thread, or a forked process
            self._local.connection = self._connection_class(**self._parameters)
            self._local.pid = pid
            self._all.add(self._local.connection)
        return self._local.connection


def _exchange(connection: Any, commands: Sequence[Command]) -> list[Any]:
    try:
        connection.send_packed_command(packed(connection, commands), check_health=False)
        return [_answer(connection) for _ in commands]
    except BaseException:
        connection.disconnect()  # a late answer must not be taken for that of the next command
        raise


def _answer(connection: Any) -> Any:
    try:
        return connection.read_response()
    except DEMOTED as refusal:
        raise RedisConnectionError(str(refusal)) from refusal
    except ResponseError as refusal:
        return refusal
