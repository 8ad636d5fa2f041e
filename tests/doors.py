"""Every door of the app, out of its route table; and how to knock at each, about somebody's things.

A new door is asked like the others, without a word here: its parameters and its body are those of the OpenAPI
document. Only a path that names a new kind of thing needs a line in `THINGS`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from fastapi import FastAPI
from psycopg import Connection
from psycopg.rows import DictRow

from api_hooks.same_origin import SAFE_METHODS
from domain.calendar import EventType, FieldTestType

#: Doors that anybody may use, and why.
PUBLIC = {
    "GET /": "leads to the list of athletes, whoever asks",
    "GET /athletes/": "the same",
    "GET /docs": "describes the API",
    "GET /openapi.json": "describes the API",
    "GET /static-offline-docs/{path}": "style sheet and script of that page",
    "GET /pages/{name}": "style sheet and scripts of the pages",
    "GET /sign-in": "is how one is no longer nobody",
    "POST /sign-in": "is how one is no longer nobody",
    "GET /sign-out": "a button, the same for all",
    "POST /sign-out": "forgets the caller's own cookie",
    "GET /healthz": "for the container's health check; says that it is alive",
    "GET /api/integrations/strava/callback": "ends what the same browser has begun: its half of a state",
    "GET /api/integrations/{provider}/webhook/{secret}": "providers have a secret in the address",
    "POST /api/integrations/{provider}/webhook/{secret}": "providers have a secret in the address",
    "GET /integrations/strava": "says how connecting went, in words that its address chooses; knows nobody,"
    " and the page that it leads back to asks who is there",
    "GET /readyz": "for load balancers; says which server does not answer",
    "GET /metrics": "no personal data; closed by `AFTERWRITE_METRICS_TOKEN`",
}

#: Doors whose `clientId` only chooses among what is the caller's own.
OWN = frozenset({"GET /api/ai/conversations"})

#: What a path names, by what stands before it: the name of a method of `World`.
THINGS = {
    "/api/activities/": "activity",
    "/api/ai/conversations/": "conversation",
    "/api/assignments/": "assignment",
    "/api/business/": "business",
    "/api/calendar/ad-hoc/": "ad_hoc",
    "/api/calendar/events/": "event",
    "/api/calendar/field-tests/": "field_test",
    "/api/calendar/races/": "race",
    "/api/coach-alerts/": "alert",
    "/api/documents/": "document",
    "/api/injury-cases/": "case",
    "/api/notification-channels/": "channel",
    "/api/notifications/": "notification",
    "/api/race-results/": "race_result",
    "/api/receipts/": "receipt",
    "/api/teams/": "team",
    "/api/teams/{id}/broadcasts/": "broadcast",
    "/api/workouts/": "workout",
    "/athletes/": "athlete",
    "/businesses/": "business",
    "/teams/": "team",
}

ROLES = ("nobody", "athlete", "another athlete", "coach", "another coach", "physio", "admin")

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PLACE = re.compile(r"\{[^}]*\}(?:/\{[^}]*\})*")
_NAMES_OF_ATHLETES = {"clientId", "athleteId"}
#: Fields of bodies that name something: the name of a method of `World`.
_NAMING_FIELDS = {
    **dict.fromkeys(_NAMES_OF_ATHLETES, "athlete"),
    "businessId": "business",
    "coachId": "coach",
    "conversationId": "conversation",
    "ids": "assignment",
    "teamId": "team",
}


@dataclass(frozen=True)
class Door:
    """One method of one path."""

    method: str
    path: str
    #: In the OpenAPI document; empty for what is not in it.
    operation: dict[str, Any] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_change(self) -> bool:
        """Whether it may change something."""
        return self.method not in SAFE_METHODS

    @property
    def is_public(self) -> bool:
        """Whether anybody may use it."""
        return str(self) in PUBLIC

    @property
    def parameters(self) -> list[dict[str, Any]]:
        """Those of the query that have to be given, and those that name an athlete."""
        given = [one for one in self.operation.get("parameters", ()) if one["in"] == "query"]
        return [one for one in given if one.get("required") or one["name"] in _NAMES_OF_ATHLETES]

    @property
    def example(self) -> Any:
        """A body, as the document shows one that names somebody, or else any; None if it has none."""
        content = self.operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        shown = [each["value"] for each in content.get("examples", {}).values()]
        naming = (each for each in shown if set(each) & _NAMING_FIELDS.keys())
        return content.get("example") or next(naming, next(iter(shown), None))

    @property
    def names_somebody(self) -> bool:
        """Whether it is told about whom or what it is asked. Else it is about the caller."""
        if str(self) in OWN:
            return False
        named = {one["name"] for one in self.parameters} | set(self.example or ())
        return "{" in self.path or bool(named & _NAMING_FIELDS.keys())


def doors_of(app: FastAPI) -> list[Door]:
    """All of them, those that are in no document too."""
    paths = app.openapi()["paths"]
    found = set(_doors(app.routes))
    assert all(f"{method.upper()} {path}" in found for path in paths for method in paths[path])
    return [
        Door(method, path, paths.get(path, {}).get(method.lower(), {}))
        for method, _, path in (
            text.partition(" ") for text in sorted(found, key=lambda t: t.split(" ")[::-1])
        )
    ]


def _doors(routes: Iterable[Any]) -> Iterator[str]:
    for route in routes:
        if hasattr(route, "effective_candidates"):  # a router that was included
            yield from _doors(route.effective_candidates())
        elif getattr(route, "methods", None) is None:  # files
            yield f"GET {route.path}/{{path}}"
        else:
            path = re.sub(r":\w+\}", "}", route.path)
            yield from (f"{method} {path}" for method in route.methods if method != "HEAD")


class World:
    """Somebody's athlete, with a team, a business and things of all kinds; and people who are strangers."""

    #: Of these there is one at a time.
    SINGLE = frozenset({"alert", "athlete", "business", "case", "receipt", "team"})

    #: In every text about the athlete, so that it is seen where it does not belong.
    MARK = "Quillwort"

    def __init__(self, connection: Connection[DictRow]) -> None:
        self._connection = connection
        self.today = datetime.now(UTC).date().isoformat()
        self.users = {
            role: self._one(
                "INSERT INTO users (email, name, role) VALUES (%s, %s, %s) RETURNING id",
                f"{role.replace(' ', '-')}@example.org",
                f"{self.MARK} {role}" if role in {"athlete", "coach", "physio"} else role,
                role.split()[-1].upper(),
            )
            for role in ROLES[1:]
        }
        self.businesses, self.teams, self.athletes = {}, {}, {}
        for whose, name in (("", self.MARK), ("another ", "Other")):
            coach, business = (
                self.users[f"{whose}coach"],
                self._one("INSERT INTO businesses (name) VALUES (%s) RETURNING id", f"{name} club"),
            )
            team = self._one(
                "INSERT INTO teams (user_id, business_id, name) VALUES (%s, %s, %s) RETURNING id",
                *(coach, business, f"{name} team"),
            )
            athlete = self._one(
                "INSERT INTO clients (user_id, business_id, team_id, name, email) VALUES (%s, %s, %s, %s, %s)"
                " RETURNING id",
                *(coach, business, team, f"{name} athlete", f"{name}@example.org"),
            )
            connection.execute(
                "INSERT INTO business_members (business_id, user_id, role) VALUES (%s, %s, 'COACH')",
                [business, coach],
            )
            connection.execute(
                "INSERT INTO athlete_accounts (client_id, user_id) VALUES (%s, %s)",
                [athlete, self.users[f"{whose}athlete"]],
            )
            self.businesses[whose], self.teams[whose], self.athletes[whose] = business, team, athlete
        connection.execute(
            "INSERT INTO physio_assignments (physio_user_id, client_id, start_date)"
            " VALUES (%s, %s, '2020-01-01')",
            [self.users["physio"], self.athletes[""]],
        )
        connection.execute(
            "INSERT INTO daily_metrics (client_id, date, revision, athlete_notes) VALUES (%s, %s, 1, %s)",
            [self.athletes[""], self.today, self.MARK],
        )

    def request(self, door: Door) -> dict[str, Any]:
        """What to ask a door, about a new thing of the athlete's: arguments of `httpx.Client.request`."""
        asked: dict[str, Any] = {"method": door.method, "url": self._url(door)}
        if door.parameters:
            asked["params"] = {one["name"]: self._parameter(one) for one in door.parameters}
        if door.example is not None:
            asked["json"] = self._filled(door.example)
        return asked

    def fingerprint(self) -> str:
        """Of all that is stored."""
        tables = self._connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            " AND table_type = 'BASE TABLE' ORDER BY 1"
        ).fetchall()
        each = [
            f"(SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {row['table_name']} t)"
            for row in tables
        ]
        return str(self._one(f"SELECT concat_ws(',', {', '.join(each)})"))

    def _url(self, door: Door) -> str:
        """The path with something in each of its places, which is known by what stands before it."""
        if door.is_public:
            return _PLACE.sub("page.css", door.path)

        def filled(place: re.Match[str]) -> str:
            before = door.path[: place.start()]
            assert before in THINGS, f"{door}: put a line into THINGS of tests/doors.py for {before}"
            return str(getattr(self, THINGS[before])())

        return _PLACE.sub(filled, door.path)

    def _parameter(self, parameter: dict[str, Any]) -> Any:
        schema = parameter["schema"]
        if parameter["name"] in _NAMES_OF_ATHLETES or schema.get("format") == "uuid":
            return str(self.athletes[""])
        if "enum" in schema:
            return schema["enum"][0]
        return {"integer": 1, "boolean": True, "number": 1}.get(schema.get("type", ""), self.today)

    def _filled(self, value: Any, name: str = "") -> Any:
        """An example with the athlete's ids and today's date in it."""
        if isinstance(value, dict):
            return {key: self._filled(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._filled(inner, name) for inner in value]
        if isinstance(value, str) and _UUID.fullmatch(value):
            return str(getattr(self, _NAMING_FIELDS.get(name, "athlete"))())
        if isinstance(value, str) and _DAY.match(value):
            return self.today if _DAY.fullmatch(value) else f"{self.today}T00:00:00Z"
        return value

    # --- things, each new ---

    def athlete(self) -> Any:
        return self.athletes[""]

    def team(self) -> Any:
        return self.teams[""]

    def coach(self) -> Any:
        return self.users["coach"]

    def business(self) -> Any:
        return self.businesses[""]

    def activity(self) -> Any:
        return self._one(
            "INSERT INTO activities (client_id, source, external_id, type, source_type, started_at, day,"
            " duration_seconds) VALUES (%s, 'MANUAL', gen_random_uuid(), 'RUNNING', 'RUNNING', now(), %s, 60)"
            " RETURNING id",
            *(self.athletes[""], self.today),
        )

    def workout(self) -> Any:
        return self._one(
            "INSERT INTO workouts (client_id, date, type, coach_notes) VALUES (%s, %s, 'RUNNING', %s)"
            " RETURNING id",
            *(self.athletes[""], self.today, self.MARK),
        )

    def assignment(self) -> Any:
        return self._one(
            "INSERT INTO assignments (kind, client_id, team_id, name, assigned_date)"
            " VALUES ('STRENGTH', %s, %s, %s, %s) RETURNING id",
            *(self.athletes[""], self.teams[""], self.MARK, self.today),
        )

    def conversation(self) -> Any:
        return self._one(
            "INSERT INTO ai_conversations (user_id, client_id, title) VALUES (%s, %s, %s) RETURNING id",
            *(self.users["coach"], self.athletes[""], self.MARK),
        )

    def document(self) -> Any:
        return self._one(
            "INSERT INTO documents (client_id, title, language, characters, passages, user_id)"
            " VALUES (%s, %s, 'en', 1, 0, %s) RETURNING id",
            *(self.athletes[""], self.MARK, self.users["coach"]),
        )

    def event(self) -> Any:
        return self._one(
            "INSERT INTO calendar_events (client_id, title, event_type, start_date, end_date)"
            " VALUES (%s, %s, %s, %s, %s) RETURNING id",
            *(self.athletes[""], self.MARK, next(iter(EventType)), self.today, self.today),
        )

    def race(self) -> Any:
        return self._one(
            "INSERT INTO races (client_id, date, name, distance) VALUES (%s, %s, %s, '10K') RETURNING id",
            *(self.athletes[""], self.today, self.MARK),
        )

    def race_result(self) -> Any:
        return self._one(
            "INSERT INTO race_results (client_id, race_date, race_name, distance, distance_m, time_minutes,"
            " time_formatted, athlete_notes)"
            " VALUES (%s, %s, gen_random_uuid()::text, '5K', 5000, 20, '20:00', %s) RETURNING id",
            *(self.athletes[""], self.today, self.MARK),
        )

    def field_test(self) -> Any:
        return self._one(
            "INSERT INTO field_tests (client_id, date, test_type, notes) VALUES (%s, %s, %s, %s)"
            " RETURNING id",
            *(self.athletes[""], self.today, next(iter(FieldTestType)), self.MARK),
        )

    def ad_hoc(self) -> Any:
        return self._one(
            "INSERT INTO ad_hoc_workouts (client_id, date, title, workout_type)"
            " VALUES (%s, %s, %s, 'RUNNING') RETURNING id",
            *(self.athletes[""], self.today, self.MARK),
        )

    def broadcast(self) -> Any:
        return self._one(
            "INSERT INTO broadcasts (team_id, user_id, kind, name, assigned_date)"
            " VALUES (%s, %s, 'STRENGTH', %s, %s) RETURNING id",
            *(self.teams[""], self.users["coach"], self.MARK, self.today),
        )

    def case(self) -> Any:
        """The only one: of one kind and place there is one open case."""
        self._connection.execute("DELETE FROM injury_cases")
        return self._one(
            "INSERT INTO injury_cases (client_id, kind, body_part, status, source, opened_on,"
            " last_reported_on, severity, decision, minimum_days)"
            " VALUES (%s, 'INJURY', 'KNEE', 'ACTIVE', 'AUTOMATIC', %s, %s, 'HIGH', 'REST', 3) RETURNING id",
            *(self.athletes[""], self.today, self.today),
        )

    def alert(self) -> Any:
        """The only one: of one kind there is one that is active."""
        self._connection.execute("DELETE FROM coach_alerts")
        return self._one(
            "INSERT INTO coach_alerts (user_id, client_id, type, condition_key, severity, context)"
            " VALUES (%s, %s, 'HIGH_ACWR', gen_random_uuid(), 'HIGH', '{\"acwr\": 1.9}') RETURNING id",
            *(self.users["coach"], self.athletes[""]),
        )

    def notification(self) -> Any:
        notice = self._one(
            "INSERT INTO notices (notice_key, client_id, kind, audience, priority, date, params)"
            " VALUES (gen_random_uuid(), %s, 'MILESTONE', '{ATHLETE}', 'NORMAL', %s, '{}') RETURNING id",
            *(self.athletes[""], self.today),
        )
        return self._one(
            "INSERT INTO notifications (notice_id, recipient_id, client_id, audience, kind, priority, date,"
            " params, title, body) VALUES (%s, %s, %s, 'ATHLETE', 'MILESTONE', 'NORMAL', %s, '{}', %s, %s)"
            " RETURNING id",
            *(notice, self.users["athlete"], self.athletes[""], self.today, self.MARK, self.MARK),
        )

    def channel(self) -> Any:
        return self._one(
            "INSERT INTO notification_channels (user_id, kind, url, secret, label)"
            " VALUES (%s, 'WEBHOOK', 'https://hooks.example.org/x', 'whsec_AAAA', %s) RETURNING id",
            *(self.users["athlete"], self.MARK),
        )

    def receipt(self) -> str:
        key = f"{self.athletes['']}:{self.today}"
        self._connection.execute(
            "INSERT INTO owed_work (lane, key, revision, owed_at) VALUES ('checkins', %s, 1, now())"
            " ON CONFLICT DO NOTHING",
            [key],
        )
        return f"checkins/{key}"

    def _one(self, statement: str, *parameters: Any) -> Any:
        row = self._connection.execute(statement.encode(), parameters).fetchone()
        assert row is not None
        (value,) = row.values()
        return value


def knock(api: httpx.Client, asked: dict[str, Any], headers: dict[str, str]) -> httpx.Response:
    """Ask, without following where it leads."""
    return api.request(**asked, headers=headers)
