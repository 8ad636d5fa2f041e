"""The list over HTTP: today's readiness of each, a name to look for, and no need of a script."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.integration

Ask = Callable[..., list[dict[str, Any]]]
Bearer = Callable[[str], dict[str, str]]


def text_of(answer: httpx.Response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).replace("&#39;", "'").split())


def test_it_names_those_that_the_caller_may_see(api: httpx.Client, people: Any, bearer: Bearer) -> None:
    page = api.get("/athletes", headers=bearer(people.coach))
    assert page.text.count('href="/athletes/') == 1
    assert f'href="/athletes/{people.client}"' in page.text
    assert api.get("/athletes", headers=bearer(people.admin)).text.count('href="/athletes/') == 2
    nobody = api.get("/athletes", headers=bearer(people.physio))
    assert "There is no athlete that you may see" in text_of(nobody)


def test_todays_readiness_stands_beside_the_name(
    api: httpx.Client, as_coach: dict[str, str], post: Callable[..., Any], ask: Ask
) -> None:
    assert "no check-ins" in text_of(api.get("/athletes", headers=as_coach))
    post(mood=7)
    assert "being assessed" in text_of(api.get("/athletes", headers=as_coach))
    ask(
        "UPDATE daily_metrics SET assessed_revision = revision,"
        " readiness_score = 6.4, readiness_level = 'FAIR'"
    )
    assert "6.4 fair" in text_of(api.get("/athletes", headers=as_coach))
    ask("UPDATE daily_metrics SET readiness_score = NULL, readiness_level = NULL")
    assert "not enough data" in text_of(api.get("/athletes", headers=as_coach))
    ask("UPDATE daily_metrics SET date = date - 2")
    assert re.search(r"newest check-in .* not today", text_of(api.get("/athletes", headers=as_coach)))


def test_a_name_can_be_looked_for(api: httpx.Client, people: Any, bearer: Bearer, ask: Ask) -> None:
    ask("UPDATE clients SET name = 'Kim <b>' WHERE id = %s", people.client)
    admin = bearer(people.admin)
    page = api.get("/athletes", params={"q": " kim <B>\0 "}, headers=admin)
    assert page.text.count('href="/athletes/') == 1
    assert 'value="kim &lt;B&gt;"' in page.text
    assert "1 athlete." in text_of(page)
    none = api.get("/athletes", params={"q": "nobody"}, headers=admin)
    assert "No athlete that you may see has “nobody” in the name." in text_of(none)


def test_the_business_is_told_where_there_are_several(
    api: httpx.Client, people: Any, bearer: Bearer, ask: Ask
) -> None:
    (business,) = ask("INSERT INTO businesses (name) VALUES ('North') RETURNING id")
    ask("UPDATE clients SET business_id = %s WHERE id = %s", business["id"], people.client)
    assert "North" in text_of(api.get("/athletes", headers=bearer(people.admin)))
    assert "North" not in text_of(api.get("/athletes", headers=bearer(people.coach)))


def test_more_than_can_be_read_is_said(
    api: httpx.Client, people: Any, as_coach: dict[str, str], ask: Ask
) -> None:
    ask(
        "INSERT INTO clients (user_id, name) SELECT user_id, 'A ' || n"
        " FROM clients, generate_series(1, 205) AS n WHERE id = %s",
        people.client,
    )
    page = api.get("/athletes", headers=as_coach)
    assert "The first 200 of 206 athletes: look for a name to see others." in text_of(page)
