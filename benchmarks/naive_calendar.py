"""The baseline of the calendar: the same sources one after another, and put together by the same code."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from starlette.responses import Response

from api_hooks.access import caller_parameters, require_access
from api_hooks.answers import json_answer
from api_hooks.calendar_answer import calendar_answer
from api_hooks.calendar_flags import CalendarFlags, parameters_of
from api_hooks.query import Query as Statement
from api_hooks.services import Services
from runtime.settings import get_settings
from storage.calendar_reading import calendar_of, counts_of
from storage.calendar_sources import SOURCES

_LISTS = {
    mode: tuple(Statement.of(calendar_of([source], is_full=mode == "full")) for source in SOURCES)
    for mode in ("full", "light")
}
_COUNTS = tuple(Statement.of(counts_of([source])) for source in SOURCES)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.services = Services(get_settings())
    await app.state.services.open()
    yield
    await app.state.services.close()


app = FastAPI(lifespan=_lifespan)


@app.get("/api/calendar/unified")
async def get_calendar(request: Request, flags: Annotated[CalendarFlags, Query()]) -> Response:
    """One statement for each source, each with its count."""
    services: Services = request.app.state.services
    identity = await services.authenticator.identify(request)
    parameters, _ = parameters_of(flags)
    row: dict[str, Any] = {}
    for statement in _LISTS[flags.mode] if flags.lists else _COUNTS:
        row |= await services.database.row(statement, {**caller_parameters(identity), **parameters})
    require_access(row)
    return json_answer(calendar_answer(row, flags), headers={"x-cache": "miss"})
