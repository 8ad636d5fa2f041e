"""A burst: every athlete's writes, posted over HTTP, with every answer and its receipt kept."""

import asyncio
import itertools
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import UUID

from ops.demo import http
from ops.demo.http import HttpClient
from ops.demo.writes import Write
from ops.errors import OpsError

#: Athletes who fill in their form at the same time, each over a connection of their own.
AT_A_TIME = 64

#: Between an athlete's answer and the next write. Short, so that on a slow machine too all the writes of one
#: form are sent within two seconds.
_PAUSE_SECONDS = 0.05

_PATIENCE_SECONDS = 20.0
_TRIES = 5
_RETRY_SECONDS = 0.2


#: One athlete, and their writes in order.
AthletesWrites: TypeAlias = tuple[UUID, Sequence[Write]]


class RefusedError(OpsError):
    """Raised when the api does not accept a write that it should."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One acknowledged write, and what was said about it."""

    write: Write
    key: str
    revision: int
    url: str
    #: Seconds since the epoch; from there to the answer.
    sent_at: float
    seconds: float

    @property
    def answered_at(self) -> float:
        """Seconds since the epoch."""
        return self.sent_at + self.seconds


@dataclass(slots=True)
class BurstLog:
    """All answers of a burst, by athlete, in the order of the writes."""

    answers: dict[UUID, list[Answer]] = field(default_factory=dict)
    #: Requests that had to be sent again.
    retries: int = 0
    began_at: float = 0.0
    seconds: float = 0.0

    @property
    def accepted(self) -> int:
        """Acknowledged writes."""
        return sum(map(len, self.answers.values()))

    @property
    def slowest_athlete_seconds(self) -> float:
        """The longest time from an athlete's first write to the answer to the last."""
        return max(
            (mine[-1].answered_at - mine[0].sent_at for mine in self.answers.values() if mine),
            default=0.0,
        )

    def latencies(self) -> list[float]:
        """Seconds from each request to its answer."""
        return [answer.seconds for mine in self.answers.values() for answer in mine]


class Burst:
    """Posts the writes of many athletes, a number of them at a time.

    Args:
        base_url: the api's address.
        token: a bearer token of somebody who may write for all athletes.
        on_answer: called after each acknowledged write.
    """

    def __init__(self, base_url: str, token: str, *, on_answer: Callable[[], object] = lambda: None) -> None:
        self._base_url = base_url
        self._token = token
        self._on_answer = on_answer
        self.log = BurstLog()

    async def post(
        self, writes: Iterable[AthletesWrites], *beside: Callable[[BurstLog], Coroutine[Any, Any, None]]
    ) -> BurstLog:
        """Post everything; what runs `beside` it is waited for too.

        Raises:
            RefusedError: a write was not accepted.
        """
        async with HttpClient(
            self._base_url, self._token, connections=AT_A_TIME, timeout=_PATIENCE_SECONDS
        ) as client:
            self.log.began_at = time.time()
            await together([self._all(client, iter(writes)), *(work(self.log) for work in beside)])
        return self.log

    async def _all(self, client: HttpClient, rest: Iterator[AthletesWrites]) -> None:
        await together([self._one_after_another(client, rest) for _ in range(AT_A_TIME)])
        self.log.seconds = time.time() - self.log.began_at

    async def _one_after_another(self, client: HttpClient, rest: Iterator[AthletesWrites]) -> None:
        for athlete, writes in rest:
            answers = self.log.answers.setdefault(athlete, [])
            for write in writes:
                answers.append(await self._post(client, athlete, write))
                self._on_answer()
                await asyncio.sleep(_PAUSE_SECONDS)

    async def _post(self, client: HttpClient, athlete: UUID, write: Write) -> Answer:
        """Post until it is acknowledged: the same write twice changes nothing the second time."""
        body = write.body(athlete)
        for attempt in itertools.count(1):
            sent_at = time.time()
            said = await _try(client, body)
            if isinstance(said, http.Answer) and said.is_ok:
                seconds = time.time() - sent_at
                receipt = said.json()["receipt"]
                return Answer(write, receipt["key"], receipt["revision"], receipt["url"], sent_at, seconds)
            is_final = isinstance(said, http.Answer) and not said.may_be_tried_again
            if is_final or attempt == _TRIES:
                raise RefusedError(f"The api did not accept a check-in: {_in_words(said)}")
            self.log.retries += 1
            await asyncio.sleep(_RETRY_SECONDS * attempt)
        raise AssertionError  # the loop has no end of its own


async def _try(client: HttpClient, body: dict[str, Any]) -> http.Answer | OSError:
    try:
        return await client.post("/api/daily-metrics", body)
    except OSError as error:
        return error


def _in_words(said: http.Answer | OSError) -> str:
    if isinstance(said, OSError):
        return f"no answer ({type(said).__name__})"
    return f"{said.status} {said.content[:300].decode(errors='replace')}"


async def together(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Run all of it at the same time; the first that fails stops the others, and is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            for one in work:
                group.create_task(one)
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
