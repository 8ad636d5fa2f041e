"""Budgets: never more than there is, settled in the minute of the reservation, with Redis and without."""

import asyncio
from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import TypeVar

import pytest

from runtime import budgets
from runtime.budgets import Allowance, Budgets, Reservation
from runtime.patient_redis import PatientRedis
from runtime.rate_limit import Exceeded

pytestmark = pytest.mark.integration

T = TypeVar("T")
MINE, OURS = Allowance("mine", "me", 1_000), Allowance("ours", "us", 1_500)


@pytest.fixture(autouse=True)
def _no_minute_ends(stopped_clock: Callable[[ModuleType], None]) -> None:
    stopped_clock(budgets)


def with_budgets(url: str, prefix: str, story: Callable[[Budgets], Awaitable[T]]) -> T:
    async def told() -> T:
        redis = PatientRedis(url, timeout_ms=10_000)
        try:
            return await story(Budgets(redis, prefix, "tokens"))
        finally:
            await redis.close()

    return asyncio.run(told())


@pytest.fixture(params=["with Redis", "without"])
def url(request: pytest.FixtureRequest, redis_url: str) -> str:
    return redis_url if request.param == "with Redis" else "redis://127.0.0.1:1"


def granted(found: list[Reservation | Exceeded]) -> int:
    return sum(isinstance(each, Reservation) for each in found)


def test_of_many_at_the_same_time_no_more_than_fit(url: str, redis_prefix: str) -> None:
    async def story(kept: Budgets) -> None:
        found = await asyncio.gather(*(kept.reserve([MINE], 90) for _ in range(40)))
        assert 1 <= granted(found) <= 11
        # What was refused has given back what it took: there is room as long as there is room.
        while isinstance(await kept.reserve([MINE], 90), Reservation):
            granted_in_turn.append(1)
        assert granted(found) + len(granted_in_turn) == 11

    granted_in_turn: list[int] = []
    with_budgets(url, redis_prefix, story)


def test_who_is_refused_by_one_takes_nothing_of_the_others(url: str, redis_prefix: str) -> None:
    async def story(kept: Budgets) -> None:
        assert isinstance(await kept.reserve([MINE, OURS], 900), Reservation)
        refused = await kept.reserve([Allowance("mine", "you", 1_000), OURS], 700)
        assert isinstance(refused, Exceeded)
        assert (refused.limit, refused.what) == (1_500, "tokens")
        assert 1 <= refused.retry_after_seconds <= 60
        assert isinstance(await kept.reserve([Allowance("mine", "you", 1_000)], 1_000), Reservation)

    with_budgets(url, redis_prefix, story)


def test_what_is_settled_is_what_counts(url: str, redis_prefix: str) -> None:
    async def story(kept: Budgets) -> None:
        reserved = await kept.reserve([MINE], 1_000)
        assert isinstance(reserved, Reservation)
        await kept.settle(reserved, 100)
        assert isinstance(await kept.reserve([MINE], 900), Reservation)
        assert isinstance(await kept.reserve([MINE], 1), Exceeded)

    with_budgets(url, redis_prefix, story)


def test_what_is_settled_late_is_not_given_to_the_next_minute(
    url: str, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_000_020.0]
    monkeypatch.setattr(budgets.time, "time", lambda: now[0])

    async def story(kept: Budgets) -> None:
        reserved = await kept.reserve([MINE], 1_000)
        assert isinstance(reserved, Reservation)
        now[0] += 60
        await kept.settle(reserved, 0)
        assert isinstance(await kept.reserve([MINE], 1_000), Reservation)
        assert isinstance(await kept.reserve([MINE], 1), Exceeded)

    with_budgets(url, redis_prefix, story)
