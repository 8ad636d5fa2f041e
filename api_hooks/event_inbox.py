"""Taking in providers' events: those that come at the same time are stored by one statement.

A provider sends a thousand a second when many athletes come home at once, and gives up on an answer after
two seconds. A statement for each would cost more than all the rest, so one statement at a time stores
whatever has come in while the one before it was under way. Nobody is answered before the commit of their own
events.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from api_hooks.database import Database, Row
from api_hooks.errors import UnavailableError
from api_hooks.query import Query
from api_hooks.submitting import Submitting
from coalescing.async_client import AsyncScriptClient
from coalescing.async_submitter import AsyncSubmitter
from coalescing.declared import lane_named
from storage.provider_inbox import RECEIVE

#: Events that one statement stores, or a few more: a body's events stay together.
MOST_AT_ONCE = 500

#: Statements begin no closer to each other: in a burst, more events share one. What comes alone goes at once.
APART_SECONDS = 0.008

_RECEIVE = Query.of(RECEIVE)
_logger = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class _Waiting:
    """The events of one request."""

    rows: Sequence[dict[str, Any]]
    stored: "asyncio.Future[None]"


class EventInbox:
    """Stores events, and tells their lanes once they are stored."""

    def __init__(self, database: Database, scripts: AsyncScriptClient, redis_prefix: str) -> None:
        self._database = database
        self._scripts = scripts
        self._prefix = redis_prefix
        self._waiting: list[_Waiting] = []
        self._storing: asyncio.Task[None] | None = None
        self._next_at = 0.0
        self._lanes: dict[str, Submitting] = {}
        #: Newest revision by lane and key of what is stored and not submitted yet.
        self._news: dict[tuple[str, str], int] = {}
        self._telling: asyncio.Task[None] | None = None

    async def put(self, rows: Sequence[dict[str, Any]]) -> None:
        """Store the events of one request, with what they owe; they are stored when this returns.

        Args:
            rows: as `providers.events.GivenEvent.as_row` makes them.

        Raises:
            UnavailableError: PostgreSQL does not answer. They may have been stored all the same, which is no
                matter: the same event again is known.
        """
        if not rows:
            return
        waiting = _Waiting(rows, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._storing is None:
            self._storing = asyncio.create_task(self._store_all())
        await waiting.stored

    async def close(self) -> None:
        """Wait until all that came in is stored and told."""
        while tasks := [task for task in (self._storing, self._telling) if task is not None]:
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _store_all(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                if (wait := self._next_at - loop.time()) > 0:
                    await asyncio.sleep(wait)
                self._next_at = loop.time() + APART_SECONDS
                await self._store(self._next_batch())
        finally:
            self._storing = None

    def _next_batch(self) -> list[_Waiting]:
        count, size = 0, 0
        while count < len(self._waiting) and size < MOST_AT_ONCE:
            size += len(self._waiting[count].rows)
            count += 1
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        return batch

    async def _store(self, batch: Sequence[_Waiting]) -> None:
        rows = [row for waiting in batch for row in waiting.rows]
        try:
            owed = await self._database.rows(_RECEIVE, {"events": rows})
        except UnavailableError as error:
            # Those behind would wait just as long for the same answer, and the provider has less patience.
            behind, self._waiting = self._waiting, []
            _end([*batch, *behind], error)
        except Exception as error:  # noqa: BLE001  whatever it is, those who wait must hear of it
            if len(batch) == 1:
                _end(batch, error)
            else:
                for waiting in batch:  # one of them is to blame, and only that one is refused
                    await self._store([waiting])
        else:
            _end(batch, None)
            self._tell(owed)

    def _tell(self, owed: Sequence[Row]) -> None:
        """Submit what is owed, beside the answers: what is not told, or not in time, reconcile finds."""
        for row in owed:
            self._news[row["lane"], row["key"]] = row["revision"]
        if self._news and self._telling is None:
            self._telling = asyncio.create_task(self._tell_all())

    async def _tell_all(self) -> None:
        try:
            while self._news:
                news, self._news = self._news, {}
                await asyncio.gather(
                    *(self._lane(lane).submit(key, revision) for (lane, key), revision in news.items())
                )
        except Exception:
            _logger.exception("events are stored, and their lane was not told")
        finally:
            self._telling = None

    def _lane(self, name: str) -> Submitting:
        if name not in self._lanes:
            self._lanes[name] = Submitting(AsyncSubmitter(lane_named(name), self._scripts, self._prefix))
        return self._lanes[name]


def _end(batch: Sequence[_Waiting], error: Exception | None) -> None:
    for waiting in batch:
        if waiting.stored.done():  # its request is gone
            continue
        if error is None:
            waiting.stored.set_result(None)
        elif isinstance(error, UnavailableError):
            waiting.stored.set_exception(UnavailableError(str(error)))
        else:
            waiting.stored.set_exception(error)
