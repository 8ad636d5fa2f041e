"""How often a provider may be called, kept for the whole fleet: in windows, as the provider counts them.

Before a call its place is taken in every window (`Quota.reserve`), in one step for all processes; after it,
what the provider has said of the limits is taken over (`Quota.account`). Windows begin at multiples of their
length since the epoch, by Redis's clock. Without Redis nobody knows what the others have used, and nobody
calls.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from runtime.scripts import ACCOUNT, RESERVE
from runtime.worker_redis import RedisAwayError, WorkerRedis

#: A call that was never heard of again is over after this long: longer than any call takes.
LEASE_SECONDS = 120.0
#: How far a provider's clock may be off.
GUARD_SECONDS = 1.0
#: What nobody of us uses, for what else is counted: a call that we gave up, and was answered all the same.
MARGIN_PERMILLE = 20


@dataclass(frozen=True, slots=True)
class Window:
    """One of a provider's windows."""

    name: str
    seconds: float
    #: While the provider has not said otherwise.
    usual_limit: int


class Said(NamedTuple):
    """What a provider has said of a window."""

    limit: int
    used: int


@dataclass(frozen=True, slots=True)
class Place:
    """The place of one call in all windows."""

    token: str
    #: On Redis's clock.
    taken_ms: int


@dataclass(frozen=True, slots=True)
class Use:
    """How a window stands."""

    window: str
    limit: int
    used: int
    #: What is allowed to calls of a backfill, and to all.
    backfill_limit: int
    live_limit: int
    ends_in_seconds: float


class QuotaSpentError(Exception):
    """Raised when there is no place until a window ends."""

    def __init__(self, name: str, wait_seconds: float, retry_at: datetime) -> None:
        super().__init__(f"what {name} allows is used up until {retry_at:%Y-%m-%d %H:%M:%S} UTC")
        self.wait_seconds, self.retry_at = wait_seconds, retry_at


class QuotaUnknownError(Exception):
    """Raised when Redis does not say what is used."""


class Quota:
    """What one provider allows all of us together. Safe to share between threads.

    Args:
        redis: that of the fleet.
        prefix: of all keys.
        name: the provider's, the same in all processes.
        windows: in which it counts.
        live_permille: of each window, in thousandths, what is kept for calls that are not of a backfill.
        margin_permille: what is left to be.
        guard_seconds: how far its clock may be off.
    """

    def __init__(
        self,
        redis: WorkerRedis,
        prefix: str,
        name: str,
        windows: Sequence[Window],
        *,
        live_permille: int = 400,
        margin_permille: int = MARGIN_PERMILLE,
        guard_seconds: float = GUARD_SECONDS,
    ) -> None:
        tag = f"{{{prefix}:quota:{name}}}"
        self._redis, self._name, self._windows = redis, name, tuple(windows)
        self._keys = [f"{tag}:usage", f"{tag}:recent"]
        self._permille = {False: 1000 - margin_permille, True: 1000 - margin_permille - live_permille}
        self._guard_ms = round(guard_seconds * 1000)

    def reserve(self, *, is_backfill: bool = False) -> Place:
        """Take a place for one call that is to be made now.

        Raises:
            QuotaSpentError: there is none.
            QuotaUnknownError: Redis does not answer.
        """
        token, permille = secrets.token_hex(8), self._permille[is_backfill]
        arguments: list[str | int] = [token, round(LEASE_SECONDS * 1000), self._guard_ms]
        for window in self._windows:
            arguments += [window.name, round(window.seconds * 1000), window.usual_limit, permille]
        try:
            wait_ms, now_ms = self._redis.run(RESERVE, self._keys, arguments)
        except RedisAwayError as error:
            raise QuotaUnknownError(str(error)) from error
        if wait_ms:
            raise self._spent(wait_ms, now_ms)
        return Place(token, now_ms)

    def account(
        self,
        place: Place,
        said: Mapping[str, Said],
        *,
        answered_at: datetime | None = None,
        is_exhausted: bool = False,
    ) -> float:
        """Take over what the provider has said in its answer. If Redis is away, nothing is.

        Args:
            place: of the call.
            said: by the names of windows.
            answered_at: by the provider's clock.
            is_exhausted: it refused the call because there is no more until a window ends.

        Returns:
            Seconds until a window that is used up ends; 0 if none is.
        """
        answered_ms = round(answered_at.timestamp() * 1000) if answered_at else -1
        arguments: list[str | int] = [
            place.token,
            self._guard_ms,
            place.taken_ms,
            answered_ms,
            int(is_exhausted),
        ]
        for window in self._windows:
            limit, used = said.get(window.name, Said(-1, -1))
            arguments += [window.name, round(window.seconds * 1000), window.usual_limit, limit, used]
        try:
            return int(self._redis.run(ACCOUNT, self._keys, arguments)) / 1000
        except RedisAwayError:
            return 0.0

    def uses(self) -> list[Use]:
        """How each window stands now, as far as is known.

        Raises:
            QuotaUnknownError: Redis does not answer.
        """
        try:
            known, now_ms = self._redis.look(self._keys[0])
        except RedisAwayError as error:
            raise QuotaUnknownError(str(error)) from error
        return [self._use(window, known, now_ms) for window in self._windows]

    def _use(self, window: Window, known: Mapping[str, str], now_ms: int) -> Use:
        length_ms = round(window.seconds * 1000)
        limit = int(known.get(f"{window.name}:limit", window.usual_limit))
        is_of_now = int(known.get(f"{window.name}:index", -1)) == now_ms // length_ms
        return Use(
            window=window.name,
            limit=limit,
            used=int(known[f"{window.name}:used"]) if is_of_now else 0,
            backfill_limit=limit * self._permille[True] // 1000,
            live_limit=limit * self._permille[False] // 1000,
            ends_in_seconds=(length_ms - now_ms % length_ms) / 1000,
        )

    def _spent(self, wait_ms: int, now_ms: int) -> QuotaSpentError:
        retry_at = datetime.fromtimestamp((now_ms + wait_ms) / 1000, UTC)
        return QuotaSpentError(self._name, wait_ms / 1000, retry_at)
