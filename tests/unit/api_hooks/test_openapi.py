"""The OpenAPI document is complete, and refers to nothing that is not in it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from api_hooks.application import create_app
from api_hooks.given_activity import read_activity
from api_hooks.given_check_in import read_check_in
from api_hooks.strava_connecting import CALLBACK
from domain.wording import SAFETY_NOTE, URGENT_NOTE
from runtime.settings import Settings

DOCUMENT = create_app(Settings()).openapi()
OPERATIONS = [
    pytest.param(path, method, operation, id=f"{method} {path}")
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
SCHEMAS = DOCUMENT["components"]["schemas"]


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from ([value["$ref"]] if isinstance(value.get("$ref"), str) else [])
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_the_routes_are_there() -> None:
    found = {(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods}
    assert found >= {
        ("post", "/api/daily-metrics"),
        ("get", "/api/daily-metrics"),
        ("post", "/api/activities"),
        ("delete", "/api/activities/{id}"),
        ("get", "/api/training-load"),
        ("get", "/api/notifications"),
        ("put", "/api/notification-preferences"),
        ("post", "/api/notification-channels"),
        ("get", "/api/receipts/{lane}/{key}"),
        ("get", "/healthz"),
        ("get", "/readyz"),
        ("get", "/metrics"),
    }


def test_every_reference_leads_somewhere() -> None:
    found = set(references(DOCUMENT))
    assert found
    assert {reference.removeprefix("#/components/schemas/") for reference in found} <= set(SCHEMAS)


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_every_route_says_what_it_does_and_answers(path: str, method: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["description"]
    for status, response in operation["responses"].items():
        if status == "303":  # elsewhere, and nothing to read here
            continue
        media_type = "text/plain" if (path, status) == ("/metrics", "200") else "application/json"
        assert response["content"][media_type]["schema"], (path, method, status)


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_every_api_route_says_how_to_authenticate_and_how_it_fails(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    if not path.startswith("/api/"):
        # Metrics are open, unless the platform is set up with a token for them.
        assert operation.get("security") == ([{}, {"metrics": []}] if path == "/metrics" else None)
        return
    if "/webhook/" in path or path == CALLBACK:  # whoever knows the address may call, or has the state
        assert operation["security"] == []
        assert {"422", "500"} <= set(operation["responses"])
        return
    assert operation["security"] == [{"bearer": []}, {"cookie": []}]
    assert {"401", "403", "404", "422", "500", "503"} <= set(operation["responses"])
    if method in {"post", "put", "patch"} and "requestBody" in operation:
        assert {"400", "413"} <= set(operation["responses"])


def test_every_way_to_authenticate_is_described() -> None:
    named = {
        name
        for methods in DOCUMENT["paths"].values()
        for operation in methods.values()
        for choice in operation.get("security", [])
        for name in choice
    }
    assert named == set(DOCUMENT["components"]["securitySchemes"])


def test_errors_have_one_form() -> None:
    forms = {
        tuple(references(response))
        for methods in DOCUMENT["paths"].values()
        for operation in methods.values()
        for status, response in operation["responses"].items()
        if status.startswith("4") or status == "500"
    }
    assert forms == {("#/components/schemas/Problem",)}


@pytest.mark.parametrize(
    "name", ["CheckIn", "InjuryDetails", "KeywordAnalysis", "DailyMetrics", "NewActivity"]
)
def test_every_field_that_is_given_is_described(name: str) -> None:
    assert [
        field for field, schema in SCHEMAS[name]["properties"].items() if not schema.get("description")
    ] == []


def test_the_examples_of_a_check_in_are_accepted() -> None:
    content = DOCUMENT["paths"]["/api/daily-metrics"]["post"]["requestBody"]["content"]["application/json"]
    assert content["schema"] == {"$ref": "#/components/schemas/CheckIn"}
    for example in content["examples"].values():
        body = json.dumps(example["value"]).encode()
        assert read_check_in(body, now=datetime(2026, 3, 14, 12, tzinfo=UTC), max_age_days=366).columns


def test_the_examples_of_an_activity_are_accepted() -> None:
    content = DOCUMENT["paths"]["/api/activities"]["post"]["requestBody"]["content"]["application/json"]
    assert content["schema"] == {"$ref": "#/components/schemas/NewActivity"}
    for example in content["examples"].values():
        body = json.dumps(example["value"]).encode()
        given = read_activity(body, now=datetime(2026, 3, 14, 20, tzinfo=UTC), max_age_days=366)
        assert given.parameters["type"] == "RUNNING"


def test_the_cookies_name_is_the_one_that_is_set() -> None:
    document = create_app(Settings(session_cookie_name="mine")).openapi()
    assert document["components"]["securitySchemes"]["cookie"]["name"] == "mine"


def test_it_says_what_a_score_is_not() -> None:
    assert SAFETY_NOTE in DOCUMENT["info"]["description"]
    assert URGENT_NOTE in DOCUMENT["info"]["description"]
