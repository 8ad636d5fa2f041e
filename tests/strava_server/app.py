"""The stand-in's pages and API, as an ASGI app."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl, urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from tests.strava_server.athletes import Activity
from tests.strava_server.control import control_routes
from tests.strava_server.world import Grant, World

Endpoint = Callable[[Request], Awaitable[Response]]

#: Fields of an activity that only its own address shows.
_IN_FULL = {"perceived_exertion", "suffer_score"}


def strava_app(world: World) -> Starlette:
    """The app of a world."""
    pages = _Pages(world)
    routes = [
        _route(world, "/oauth/authorize", pages.authorize),
        _route(world, "/oauth/token", pages.token, "POST"),
        _route(world, "/oauth/deauthorize", pages.deauthorize, "POST"),
        _route(world, "/api/v3/activities/{id:int}", pages.metered(pages.activity)),
        _route(world, "/api/v3/athlete/activities", pages.metered(pages.activities)),
        _route(world, "/api/v3/athlete", pages.metered(pages.athlete)),
        *control_routes(world),
    ]
    return Starlette(routes=routes)


def _route(world: World, path: str, endpoint: Endpoint, method: str = "GET") -> Route:
    """A route whose calls are counted, and go wrong on demand."""
    name = f"{method} {path.replace(':int', '')}"

    async def answered(request: Request) -> Response:
        world.calls[name] += 1
        fault = world.faults.take(request.url.path)
        if fault is None:
            answer = await endpoint(request)
        else:
            await asyncio.sleep(fault.seconds)
            answer = PlainTextResponse(fault.body, fault.status or 500, fault.headers)
            if fault.is_done or fault.status is None:
                done = await endpoint(request)
                answer = done if fault.status is None else answer
        world.calls[f"{name} -> {answer.status_code}"] += 1
        return answer

    return Route(path, answered, methods=[method])


class _Pages:
    def __init__(self, world: World) -> None:
        self.world = world

    async def authorize(self, request: Request) -> Response:
        """Strava's page: whoever is logged in presses the button at once, or denies; or is asked."""
        query, world = request.query_params, self.world
        if query.get("client_id") != world.client_id or query.get("response_type") != "code":
            return _error(400, "Application", "client_id")
        if world.asks and "answer" not in query:
            links = [f'<a href="?{request.url.query}&answer={each}">{each}</a>' for each in ("yes", "no")]
            return HTMLResponse(f"<h1>Connect with the stand-in for Strava?</h1>{' '.join(links)}")
        scope = world.answers.get(world.logged_in, query.get("scope", ""))
        if query.get("answer") == "no":
            scope = None
        back = {"state": query.get("state", "")}
        if scope is None:
            back |= {"error": "access_denied"}
        else:
            back |= {"code": world.authorize(world.logged_in, scope), "scope": scope}
        return RedirectResponse(f"{query['redirect_uri']}?{urlencode(back)}", 302)

    async def token(self, request: Request) -> Response:
        form, world = dict(parse_qsl((await request.body()).decode())), self.world
        if form.get("client_id") != world.client_id:
            return _error(400, "Application", "client_id")
        if form.get("client_secret") != world.client_secret:
            return _error(401, "Application", "client_secret")
        if form.get("grant_type") == "authorization_code":
            grant = world.redeem(form.get("code", ""))
            if grant is None:
                return _error(400, "AuthorizationCode", "code")
            return JSONResponse(_tokens(grant) | {"athlete": world.athlete(grant.athlete_id).summary()})
        grant = world.rotate(form.get("refresh_token", ""))
        return JSONResponse(_tokens(grant)) if grant else _error(400, "RefreshToken", "refresh_token")

    async def deauthorize(self, request: Request) -> Response:
        grant = self._grant(request)
        if grant is None:
            return _error(401, "Athlete", "access_token")
        self.world.revoke(grant.athlete_id)
        return JSONResponse({"access_token": grant.access_token})

    def metered(self, endpoint: Callable[[Request, Grant], Response]) -> Endpoint:
        """An endpoint of the API: it counts, and asks for a token."""

        async def answered(request: Request) -> Response:
            world = self.world
            if world.meter.count():
                answer = self._answered(endpoint, request)
            else:
                world.calls["quota exceeded"] += 1
                answer = _error(429, "Application", "rate limit", "exceeded")
            answer.headers.update(world.meter.headers())
            return answer

        return answered

    def _answered(self, endpoint: Callable[[Request, Grant], Response], request: Request) -> Response:
        grant = self._grant(request)
        if grant is None:
            return _error(401, "Athlete", "access_token")
        if "activity:read" not in grant.scope:
            return _error(401, "AccessToken", "activity:read_permission", "missing")
        return endpoint(request, grant)

    def activity(self, request: Request, grant: Grant) -> Response:
        found = self.world.athlete(grant.athlete_id).activities.get(request.path_params["id"])
        if found is None or not _may_see(found, grant):
            return _error(404, "Activity", "id", "not found", "Record Not Found")
        return JSONResponse(found)

    def activities(self, request: Request, grant: Grant) -> Response:
        query = request.query_params
        after, before = query.get("after"), query.get("before")
        size, page = min(int(query.get("per_page", 30)), 200), int(query.get("page", 1))
        found = [
            each
            for each in self.world.athlete(grant.athlete_id).activities.values()
            if _may_see(each, grant)
            and (after is None or _began(each) > int(after))
            and (before is None or _began(each) < int(before))
        ]
        found.sort(key=_began, reverse=after is None)
        shown = found[(page - 1) * size : page * size]
        return JSONResponse([{k: v for k, v in each.items() if k not in _IN_FULL} for each in shown])

    def athlete(self, _: Request, grant: Grant) -> Response:
        return JSONResponse(self.world.athlete(grant.athlete_id).summary())

    def _grant(self, request: Request) -> Grant | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return self.world.who(token) if scheme == "Bearer" else None


def _may_see(activity: Activity, grant: Grant) -> bool:
    scopes = grant.scope.split(",")
    return "activity:read_all" in scopes or ("activity:read" in scopes and not activity["private"])


def _began(activity: Activity) -> float:
    return time.mktime(time.strptime(activity["start_date"], "%Y-%m-%dT%H:%M:%SZ")) - time.timezone


def _tokens(grant: Grant) -> dict[str, object]:
    return {
        "token_type": "Bearer",
        "access_token": grant.access_token,
        "refresh_token": grant.refresh_token,
        "expires_at": int(grant.expires_at),
        "expires_in": int(grant.expires_at - time.time()),
    }


def _error(status: int, resource: str, field: str, code: str = "invalid", message: str = "") -> Response:
    errors = [{"resource": resource, "field": field, "code": code}]
    return JSONResponse({"message": message or "Bad Request", "errors": errors}, status)
