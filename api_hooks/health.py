"""Health: whether the process is alive, and whether it is ready to do all of its work."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api_hooks.answers import json_answer
from api_hooks.query import Query
from api_hooks.schemas import Alive, Readiness
from api_hooks.services import Services, services_of

#: Each check has this long; whoever does not answer by then is not ready.
CHECK_SECONDS = 0.5

_IS_MIGRATED = Query(b"SELECT to_regclass('daily_metrics') IS NOT NULL AS is_migrated")

router = APIRouter(tags=["health"])


@router.get(
    "/healthz", name="say that it is alive", summary="Whether the process is alive", response_model=Alive
)
async def healthz() -> Response:
    """The process runs and answers. Asks no server."""
    return json_answer({"status": "alive"})


@router.get(
    "/readyz",
    name="check what it needs",
    summary="Whether everything is there that the platform needs",
    response_model=Readiness,
    responses={
        503: {"model": Readiness, "description": "Something does not answer, or no worker or no beat runs"}
    },
)
async def readyz(request: Request) -> Response:
    """PostgreSQL answers and is migrated, Redis answers, a worker and a beat have been heard of lately."""
    services = services_of(request)
    checks: dict[str, Callable[[Services], Awaitable[dict[str, Any]]]] = {
        "postgres": _postgres,
        "redis": _redis,
        "worker": _worker,
        "beat": _beat,
    }
    results = await asyncio.gather(*(_checked(check(services)) for check in checks.values()))
    is_ready = all(result["ok"] for result in results)
    content = {
        "status": "ready" if is_ready else "not ready",
        "checks": dict(zip(checks, results, strict=True)),
    }
    return json_answer(content, 200 if is_ready else 503)


async def _checked(check: Awaitable[dict[str, Any]]) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        async with asyncio.timeout(2 * CHECK_SECONDS):
            result = await check
    except Exception as error:  # noqa: BLE001  whatever it is, it is not ready
        result = {"ok": False, "reason": type(error).__name__}
    return {**result, "ms": round((time.perf_counter() - started) * 1000, 2)}


async def _postgres(services: Services) -> dict[str, Any]:
    (row,) = await services.database.rows(_IS_MIGRATED, {}, patience_seconds=CHECK_SECONDS)
    if not row["is_migrated"]:
        return {"ok": False, "reason": "the schema is missing; run `afterwrite migrate`"}
    return {"ok": True}


async def _redis(services: Services) -> dict[str, Any]:
    async with asyncio.timeout(CHECK_SECONDS):
        await services.redis.ping()
    return {"ok": True}


async def _worker(services: Services) -> dict[str, Any]:
    within = services.settings.worker_seen_within_seconds
    async with asyncio.timeout(CHECK_SECONDS):
        seen = await services.redis.workers_seen(within)
    return _heard_of("worker", seen, within)


async def _beat(services: Services) -> dict[str, Any]:
    within = services.settings.beat_seen_within_seconds
    async with asyncio.timeout(CHECK_SECONDS):
        seen = await services.redis.beats_seen(within)
    return _heard_of("beat", seen, within)


def _heard_of(kind: str, seen: int, within: float) -> dict[str, Any]:
    if seen:
        return {"ok": True, "seen": seen}
    return {"ok": False, "seen": 0, "reason": f"no {kind} was heard of within {within:g} s"}
