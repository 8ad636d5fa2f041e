"""`afterwrite effects`: what happened to an athlete, by whom it was called for, and whether it stands."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import Connection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

REST = {"kind": "INJURY", "body_part": "KNEE", "status": "ACTIVE", "severity": "CRITICAL", "decision": "REST"}


@pytest.fixture
def athlete(connection: Connection[DictRow]) -> UUID:
    """Whose pain was reported, and corrected; a workout that was cancelled for it was moved by hand."""
    athlete = CheckInWriter(connection).athlete()
    connection.execute("UPDATE clients SET name = 'Kim Berg' WHERE id = %s", [athlete])
    plan, cancelled = {"status": "PLANNED"}, {"status": "CANCELLED"}
    rows = [
        ("case:knee", "case", "2026-03-14", {"rule": "PAIN", "pain": 8}, None, REST, "CORRECTED", False),
        ("workout:1:case:knee", "workout", "2026-03-14", {}, plan, cancelled, "CORRECTED", True),
        ("case:ankle", "case", "2026-03-15", {"rule": "PAIN", "pain": 5}, None, REST, None, False),
    ]
    for key, kind, day, cause, before, after, because, left in rows:
        connection.execute(
            "INSERT INTO effects (effect_key, lane, kind, client_id, date, revision, cause, before, after,"
            " withdrawn_at, withdrawn_because, left_as_is)"
            " VALUES (%s, 'injuries', %s, %s, %s, 2, %s, %s, %s,"
            " CASE WHEN %s::text <> '' THEN now() END, %s, %s)",
            [
                key,
                kind,
                athlete,
                day,
                Jsonb(cause),
                before and Jsonb(before),
                Jsonb(after),
                because,
                because,
                left,
            ],
        )
    return athlete


def test_the_history_by_name_and_by_id(type_: Any, athlete: UUID) -> None:
    for client in (str(athlete), "kim berg"):
        said = type_("effects", client)
        assert said.code == 0
        assert "Kim Berg: 3 effects, 1 of them standing" in said.out
        assert "case: KNEE, ACTIVE, CRITICAL, REST" in said.out
        assert "pain: 8, rule: PAIN" in said.out
        assert "CORRECTED, left as a person made it" in said.out
        assert "revision 2" in said.out


def test_of_one_day_and_for_machines(type_: Any, athlete: UUID) -> None:
    said = type_("effects", str(athlete), "2026-03-15", "--json")
    assert said.code == 0
    (effect,) = said.json
    assert (effect["effect_key"], effect["date"], effect["withdrawn_at"]) == (
        "case:ankle",
        "2026-03-15",
        None,
    )
    assert effect["after"] == REST


def test_a_single_one(type_: Any, athlete: UUID) -> None:
    assert "on 2026-03-15: 1 effect, 1 of them standing" in type_("effects", str(athlete), "2026-03-15").out


def test_nothing_happened(type_: Any, connection: Connection[DictRow]) -> None:
    said = type_("effects", str(CheckInWriter(connection).athlete()))
    assert (said.code, "0 effects" in said.out) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        ([str(uuid4())], 1, "There is no athlete with the id"),
        (["nobody"], 1, "There is no athlete 'nobody'"),
        (["nobody", "14 March"], 2, "DATE is '14 March', and must be a day, YYYY-MM-DD."),
    ],
)
def test_what_cannot_be_shown(type_: Any, arguments: list[str], code: int, error: str) -> None:
    said = type_("effects", *arguments)
    assert said.code == code
    assert error in said.err
