"""How other processes look into the stand-in and steer it: a load test's script, a demonstration."""

from dataclasses import fields, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.strava_server.events import make_event, send_events
from tests.strava_server.faults import Fault
from tests.strava_server.limits import Limits
from tests.strava_server.world import World


def control_routes(world: World) -> list[Route]:
    """Routes under `/control`, which Strava does not have."""

    async def look(_: Request) -> Response:
        return JSONResponse({"calls": dict(world.calls), "faults": world.faults.shown()})

    async def fault(request: Request) -> Response:
        """Add a fault (the fields of `Fault`); an empty list takes all back."""
        given = await request.json()
        world.faults.clear() if given == [] else world.faults.add(Fault(**given))
        return JSONResponse(world.faults.shown())

    async def limits(request: Request) -> Response:
        """Change limits (the fields of `Limits`)."""
        changed = replace(world.limits, **await request.json())
        for each in fields(Limits):
            setattr(world.limits, each.name, getattr(changed, each.name))
        return JSONResponse(vars(world.limits))

    async def grant(request: Request) -> Response:
        """Tokens of an athlete: `{"athlete_id": 7, "seconds": 21600}`."""
        return JSONResponse(vars(world.grant(**await request.json())))

    async def events(request: Request) -> Response:
        """Post events: `{"url": ..., "events": [{"owner_id": 7, "object_id": 70001}, ...]}`."""
        given: dict[str, Any] = await request.json()
        made = [make_event(world.subscription_id, **event) for event in given["events"]]
        return JSONResponse(await send_events(given["url"], made))

    return [
        Route("/control", look),
        Route("/control/faults", fault, methods=["POST"]),
        Route("/control/limits", limits, methods=["POST"]),
        Route("/control/grants", grant, methods=["POST"]),
        Route("/control/events", events, methods=["POST"]),
    ]
