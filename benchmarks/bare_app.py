"""The baseline of intake: a FastAPI handler that stores the same row, and does nothing else.

No authentication, no validation, no ledger, no Redis. The pool, the columns and how psycopg is told to run
the statement are as in the platform, so that the difference is the price of all that the platform does more.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

from fastapi import FastAPI, Request
from psycopg import AsyncRawCursor
from psycopg.rows import DictRow
from starlette.responses import Response

from domain.check_in import FIELDS, Kind
from runtime.settings import get_settings
from storage.pools import web_pool

_UNANSWERED = {field.name: False if field.kind is Kind.BOOL else None for field in FIELDS}


def _upsert() -> bytes:
    columns = [field.column for field in FIELDS]
    placeholders = ", ".join(f"${number}" for number in range(3, 3 + len(columns)))
    taken = ", ".join(f"{column} = excluded.{column}" for column in columns)
    return (
        f"INSERT INTO daily_metrics (revision, client_id, date, {', '.join(columns)})"  # noqa: S608  names of columns
        f" VALUES (1, $1, $2, {placeholders})"
        f" ON CONFLICT (client_id, date) DO UPDATE SET {taken}, revision = daily_metrics.revision + 1,"
        " updated_at = now()"
    ).encode()


_UPSERT = _upsert()


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings = get_settings()
    app.state.pool = web_pool(
        settings.require_database_url(),
        size=settings.api_pool_size,
        timeout_seconds=settings.postgres_timeout_seconds,
    )
    async with app.state.pool:
        yield


app = FastAPI(lifespan=_lifespan)


@app.post("/api/daily-metrics")
async def post_check_in(request: Request) -> Response:
    """Store the check-in."""
    given = json.loads(await request.body())
    answers = [given.get(name, unanswered) for name, unanswered in _UNANSWERED.items()]
    async with request.app.state.pool.connection() as connection:
        cursor = AsyncRawCursor[DictRow](connection)
        await cursor.execute(_UPSERT, [given["clientId"], date.fromisoformat(given["date"]), *answers])
    return Response(b'{"success":true}', media_type="application/json")
