"""Events that come in at the same time are stored together; what is wrong with one is no other's matter."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

from api_hooks.database import Database
from api_hooks.errors import UnavailableError
from api_hooks.event_inbox import EventInbox
from coalescing.async_client import AsyncScriptClient
from ops.postgres import EmbeddedPostgres
from runtime.settings import Settings
from storage.pools import web_pool
from tests.provider_events import at

pytestmark = pytest.mark.integration

T = TypeVar("T")
Ask = Callable[..., list[dict[str, Any]]]


def row(number: int, **more: Any) -> dict[str, Any]:
    return {
        "provider": "strava",
        "name": f"event {number}",
        "key": f"strava:activity:{number}",
        "owner": "77",
        "object_type": "activity",
        "object_id": str(number),
        "aspect": "create",
        "event_at": at(number).isoformat(),
        **more,
    }


def with_inbox(settings: Settings, use: Callable[[EventInbox], Awaitable[T]], patience: float = 1.0) -> T:
    """Run something with an inbox of its own."""

    async def run() -> T:
        pool = web_pool(settings.require_database_url(), size=4, timeout_seconds=patience)
        database = Database(pool, patience)
        scripts = AsyncScriptClient.connect(settings.require_redis_url())
        inbox = EventInbox(database, scripts, settings.redis_prefix)
        await database.open()
        try:
            return await use(inbox)
        finally:
            await inbox.close()
            await database.close()
            await scripts.close()

    return asyncio.run(run())


async def put_all(inbox: EventInbox, rows: list[dict[str, Any]]) -> list[BaseException | None]:
    return await asyncio.gather(*(inbox.put([one]) for one in rows), return_exceptions=True)


def test_g2_a_thousand_at_once_are_stored_in_a_few_statements(settings: Settings, ask: Ask) -> None:
    rows = [row(number) for number in range(1_000)]
    assert with_inbox(settings, lambda inbox: put_all(inbox, rows)) == [None] * 1_000
    assert ask("SELECT count(*) AS n FROM provider_events") == [{"n": 1_000}]
    assert ask("SELECT count(DISTINCT received_at) AS n FROM provider_events")[0]["n"] <= 3
    assert ask("SELECT count(*) AS n, sum(revision) AS owed FROM owed_work") == [{"n": 1_000, "owed": 1_000}]


def test_a_push_of_many_thousands_is_stored_and_holds_up_nobody(settings: Settings, ask: Ask) -> None:
    """As one statement it took longer than a request waits for PostgreSQL, however often it was sent."""
    push = [row(number) for number in range(1_000, 41_000)]

    async def use(inbox: EventInbox) -> tuple[float, float]:
        clock = asyncio.get_running_loop().time
        pushing = asyncio.create_task(inbox.put(push))
        await asyncio.sleep(0)
        began = clock()
        await inbox.put([row(1)])
        waited = clock() - began
        await pushing
        return waited, clock() - began

    waited, pushed = with_inbox(settings, use, patience=10.0)  # on a busy machine too
    assert waited < pushed / 4
    assert ask("SELECT count(*) AS n FROM provider_events") == [{"n": 40_001}]


def test_the_same_event_from_many_sides_at_once_is_stored_once(settings: Settings, ask: Ask) -> None:
    assert with_inbox(settings, lambda inbox: put_all(inbox, [row(7)] * 50)) == [None] * 50
    assert ask("SELECT key, revision FROM owed_work") == [{"key": "strava:activity:7", "revision": 1}]


def test_what_cannot_be_stored_is_refused_by_itself(settings: Settings, ask: Ask) -> None:
    rows = [row(1), row(2, event_at="no time at all"), row(3), row(4, owner=None)]
    answers = with_inbox(settings, lambda inbox: put_all(inbox, rows))
    assert [isinstance(answer, Exception) for answer in answers] == [False, True, False, True]
    assert ask("SELECT name FROM provider_events ORDER BY name") == [{"name": "event 1"}, {"name": "event 3"}]


def test_without_postgres_all_who_wait_hear_of_it_at_once(
    settings: Settings, postgres_server: EmbeddedPostgres
) -> None:
    async def use(inbox: EventInbox) -> list[BaseException | None]:
        await inbox.put([row(0)])
        postgres_server.freeze()
        try:
            async with asyncio.timeout(4):  # two statements would take longer
                return await put_all(inbox, [row(number) for number in range(1, 1_200)])
        finally:
            postgres_server.thaw()

    answers = with_inbox(settings, use)
    assert {type(answer) for answer in answers} == {UnavailableError}


def test_two_processes_that_hear_of_the_same_objects_do_not_stop_each_other(
    settings: Settings, ask: Ask
) -> None:
    async def two(first: EventInbox) -> None:
        second = EventInbox(first._database, first._scripts, settings.redis_prefix)
        forward = [row(number) for number in range(300)]
        backward = [row(number + 1_000, key=f"strava:activity:{number}") for number in range(300)]
        answers = await asyncio.gather(put_all(first, forward), put_all(second, backward[::-1]))
        assert answers == [[None] * 300] * 2
        await second.close()

    with_inbox(settings, two)
    assert ask("SELECT sum(revision) AS owed FROM owed_work") == [{"owed": 600}]
