"""Documents through HTTP: who may write, read and replace them, and that a replacement is one moment."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from api_hooks.document_fields import LONGEST_TEXT, LONGEST_TITLE
from api_hooks.document_schemas import Documents, WrittenDocument
from storage.documents import MOST_DOCUMENTS
from tests.club import Club, make_club
from tests.integration.api_hooks.test_documented_answers import hold_against

pytestmark = pytest.mark.integration

HEAT = {"title": "Heat", "language": "en", "text": "Drink.\n\nRest."}
Headers = dict[str, str]


@pytest.fixture
def club(connection: Connection[DictRow]) -> Club:
    return make_club(connection)


@pytest.fixture
def as_(bearer: Callable[[str], Headers]) -> Callable[[object], Headers]:
    return lambda user: bearer(str(user))


def test_a_document_is_written_replaced_listed_and_removed(
    api: httpx.Client, club: Club, as_: Callable[[object], Headers]
) -> None:
    coach = as_(club.coach)
    made = api.post("/api/documents", json=HEAT | {"businessId": str(club.business)}, headers=coach)
    assert made.status_code == 201
    hold_against(WrittenDocument, made.json())
    document = made.json()["document"]
    assert (document["version"], document["characters"], document["passages"]) == (1, 13, 1)
    again = api.post("/api/documents", json=HEAT | {"id": document["id"], "title": "Heat 2"}, headers=coach)
    assert again.status_code == 200
    hold_against(WrittenDocument, again.json())
    listed = api.get(f"/api/documents?clientId={club.athlete}", headers=as_(club.login))
    hold_against(Documents, listed.json())
    assert [(one["title"], one["version"]) for one in listed.json()["documents"]] == [("Heat 2", 2)]
    assert club.one("SELECT array_agg(DISTINCT version) FROM document_chunks") == [2]
    path = f"/api/documents/{document['id']}"
    assert api.delete(path, headers=coach).json()["document"]["title"] == "Heat 2"
    assert api.delete(path, headers=coach).status_code == 404
    assert club.one("SELECT count(*) FROM document_chunks") == 0
    assert api.get("/api/documents", headers=coach).json() == {"success": True, "documents": []}


def test_only_those_who_coach_there_may_write(
    api: httpx.Client, club: Club, as_: Callable[[object], Headers]
) -> None:
    stranger, admin = club.user("A stranger"), club.user("An admin", "ADMIN")
    business, athlete = {"businessId": str(club.business)}, {"clientId": str(club.athlete)}

    def status(user: object, **place: str) -> int:
        return api.post("/api/documents", json=HEAT | place, headers=as_(user)).status_code

    assert [status(stranger, **business), status(stranger, **athlete), status(stranger)] == [403, 403, 201]
    assert [status(club.login, **business), status(club.login, **athlete), status(club.login)] == [403] * 3
    assert [status(club.coach, **business), status(club.coach, **athlete), status(club.coach)] == [201] * 3
    assert [status(admin, **business), status(admin, **athlete), status(admin)] == [201] * 3
    nobody = {"clientId": str(uuid4())}
    assert [status(club.coach, **nobody), status(admin, **nobody)] == [403, 404]
    assert status(uuid4()) == 404
    club.run("UPDATE business_members SET is_active = false")
    assert status(club.coach, **business) == 403


def test_one_sees_what_one_may_read_and_changes_what_is_ones_own(
    api: httpx.Client, club: Club, as_: Callable[[object], Headers]
) -> None:
    stranger, colleague = club.user("A stranger"), club.user("A colleague")
    club.run(
        "INSERT INTO business_members (business_id, user_id, role) VALUES (%s, %s, 'COACH')",
        *(club.business, colleague),
    )
    businesss = club.document("One.")
    athletes = club.document("Two.", business_id=None, client_id=club.athlete)
    coachs = club.document("Three.", business_id=None)

    def seen(user: object) -> set[str]:
        answer = api.get("/api/documents", params={"businessId": str(club.business)}, headers=as_(user))
        return {one["id"] for one in answer.json()["documents"]}

    def replaced(user: object, document: str) -> int:
        return api.post("/api/documents", json=HEAT | {"id": document}, headers=as_(user)).status_code

    assert [seen(club.coach), seen(colleague), seen(stranger)] == [{businesss, coachs}, {businesss}, set()]
    about = f"/api/documents?clientId={club.athlete}"
    told = api.get(about, headers=as_(club.login)).json()["documents"]
    assert {one["id"] for one in told} == {businesss, athletes, coachs}
    assert api.get(about, headers=as_(stranger)).status_code == 403
    every = (businesss, athletes, coachs)
    assert [replaced(stranger, one) for one in every] == [404, 404, 404]
    assert [replaced(colleague, one) for one in every] == [200, 404, 404]
    assert [replaced(club.login, one) for one in every] == [403, 403, 403]
    assert [replaced(club.coach, one) for one in every] == [200, 200, 200]
    for user, status in ((stranger, 404), (club.login, 403), (club.coach, 200)):
        assert api.delete(f"/api/documents/{athletes}", headers=as_(user)).status_code == status


def test_whoever_reads_meanwhile_has_the_old_one_or_the_new_one(
    api: httpx.Client, club: Club, as_: Callable[[object], Headers], database_url: str
) -> None:
    """And of many who replace it at once, one is the last, whole."""
    text = "\n\n".join(["x " * 500] * 20)
    made = api.post(
        "/api/documents",
        json=HEAT | {"businessId": str(club.business), "text": text},
        headers=as_(club.coach),
    ).json()["document"]
    bodies = [HEAT | {"id": made["id"], "text": text.replace("x", letter)} for letter in "abcdefgh"]
    writers = [
        threading.Thread(
            target=api.post, args=("/api/documents",), kwargs={"json": one, "headers": as_(club.coach)}
        )
        for one in bodies
    ]
    with psycopg.connect(database_url, autocommit=True) as reader:
        whole = (
            "SELECT count(*), count(DISTINCT left(c.text, 1)) FROM documents d"
            " JOIN document_chunks c ON c.document_id = d.id AND c.version = d.version"
        )
        for writer in writers:
            writer.start()
        while any(writer.is_alive() for writer in writers):
            assert reader.execute(whole).fetchone() == (made["passages"], 1)
        for writer in writers:
            writer.join()
        assert reader.execute(whole).fetchone() == (made["passages"], 1)
    assert club.one("SELECT version FROM documents") == 9


def test_what_is_too_much_or_wrong_is_said(
    api: httpx.Client, club: Club, as_: Callable[[object], Headers]
) -> None:
    def answer(**given: Any) -> tuple[int, list[str]]:
        found = api.post("/api/documents", json=HEAT | given, headers=as_(club.coach))
        return found.status_code, [fault["field"] for fault in found.json().get("details", [])]

    assert answer(text="x" * LONGEST_TEXT)[0] == 201
    assert answer(text="x" * (LONGEST_TEXT + 1)) == (422, ["text"])
    assert answer(text="ö" * 600_000) == (413, [])
    assert answer(text=" \n ", title=" ") == (422, ["text", "title"])
    assert answer(title="x" * (LONGEST_TITLE + 1), language="fi", text=7) == (
        422,
        ["title", "language", "text"],
    )
    assert answer(businessId="me", clientId=7) == (422, ["businessId", "clientId"])
    assert answer(businessId=str(uuid4()), clientId=str(uuid4())) == (422, ["clientId"])
    assert answer(id=str(uuid4()), businessId=str(uuid4())) == (422, ["businessId"])
    assert answer(id=str(uuid4())) == (404, [])
    club.run(
        "INSERT INTO documents (coach_id, title, language, characters, passages)"
        " SELECT %s, 't', 'en', 1, 0 FROM generate_series(1, %s)",
        *(club.coach, MOST_DOCUMENTS - 1),
    )
    assert answer() == (409, [])
