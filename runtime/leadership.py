"""Who leads, where one of several processes may: a claim in Redis that ends unless it is renewed."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

#: Take it where nobody has it, renew it where it is one's own; in either case tell the time. One step, so
#: that a claim that has ended a moment ago is not renewed over somebody else's. After a flush nobody has it.
_CLAIM = """
local leader = redis.call('GET', KEYS[1])
local leads = 0
if not leader or leader == ARGV[1] then
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
    leads = 1
end
local time = redis.call('TIME')
return {leads, time[1], time[2]}
"""

_RESIGN = """
if redis.call('GET', KEYS[1]) == ARGV[1] then
    return redis.call('DEL', KEYS[1])
end
return 0
"""


class LeadershipUnavailableError(Exception):
    """Raised when Redis does not answer: then nobody knows who leads."""


class Turn(NamedTuple):
    """What a claim came to."""

    leads: bool
    #: On Redis' clock, which all candidates share; theirs may be wrong.
    now: datetime


class Leadership:
    """One candidate. Its name has to be its own: whoever has the name is the leader."""

    def __init__(self, redis_url: str, key: str, name: str, *, seconds: float, timeout_ms: int) -> None:
        self._redis: Any = redis.Redis.from_url(
            redis_url,
            socket_timeout=timeout_ms / 1000,
            socket_connect_timeout=timeout_ms / 1000,
            retry=Retry(NoBackoff(), 0),
        )
        self._key = key
        self._name = name
        self._milliseconds = int(seconds * 1000)
        self._claim = self._redis.register_script(_CLAIM)
        self._resign = self._redis.register_script(_RESIGN)

    def claim(self) -> Turn:
        """Lead from now on for as long as a claim lasts, unless somebody else does.

        Raises:
            LeadershipUnavailableError: Redis does not answer.
        """
        try:
            leads, seconds, microseconds = self._claim([self._key], [self._name, self._milliseconds])
        except (redis.RedisError, OSError) as error:
            raise LeadershipUnavailableError(str(error)) from error
        now = datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(microseconds))
        return Turn(leads == 1, now)

    def resign(self) -> None:
        """Let another one lead at once, if Redis listens."""
        try:
            self._resign([self._key], [self._name])
        except (redis.RedisError, OSError):
            pass
        finally:
            self._redis.close()
