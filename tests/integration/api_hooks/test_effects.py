"""Reading effects over HTTP: what a check-in has set in motion, for those with access."""

from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

pytestmark = pytest.mark.integration


@pytest.fixture
def effect(database_url: str, people: Any) -> str:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO effects"
            " (effect_key, lane, kind, client_id, date, revision, subject, cause, before, after)"
            " VALUES ('workout:7', 'injuries', 'workout', %s, '2026-03-14', 3, '7', '{\"rule\": \"PAIN\"}',"
            ' \'{"status": "PLANNED"}\', \'{"status": "CANCELLED"}\')',
            [people.client],
        )
    return "workout:7"


def read(api: httpx.Client, headers: dict[str, str], **parameters: Any) -> httpx.Response:
    return api.get("/api/effects", params=parameters, headers=headers)


def test_what_and_why_and_by_which_revision(
    api: httpx.Client, people: Any, as_coach: dict[str, str], effect: str
) -> None:
    answer = read(api, as_coach, clientId=people.client, date="2026-03-14")
    assert answer.status_code == 200, answer.text
    (shown,) = answer.json()["effects"]
    assert shown["key"] == effect
    assert shown["what"] == "workout, PLANNED -> CANCELLED"
    assert (shown["date"], shown["revision"], shown["cause"]) == ("2026-03-14", 3, {"rule": "PAIN"})
    assert (shown["withdrawnAt"], shown["withdrawnBecause"], shown["leftAsIs"]) == (None, None, False)


def test_another_day_has_none(api: httpx.Client, people: Any, as_coach: dict[str, str], effect: str) -> None:
    assert effect
    assert read(api, as_coach, clientId=people.client, date="2026-03-15").json()["effects"] == []
    assert len(read(api, as_coach, clientId=people.client).json()["effects"]) == 1


def test_a_foreign_athletes_are_refused(api: httpx.Client, as_coach: dict[str, str]) -> None:
    assert read(api, as_coach, clientId=str(uuid4())).status_code == 403


def test_a_day_that_is_none_is_named(api: httpx.Client, people: Any, as_coach: dict[str, str]) -> None:
    answer = read(api, as_coach, clientId=people.client, date="2026-3-14")
    assert answer.status_code == 422
    assert answer.json()["details"] == [
        {"field": "date", "value": "2026-3-14", "rule": "a date (YYYY-MM-DD)"}
    ]
