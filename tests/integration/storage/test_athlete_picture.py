"""What a picture is made of: the athlete's own days, for those who may see them, and no words of theirs."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from storage.athlete_picture import NAMED, NOT_SHOWN, OPERATORS_PICTURE, PICTURE
from storage.models import DailyMetrics

pytestmark = pytest.mark.integration

#: Where it is tomorrow already for half of the day, and where it is yesterday still.
EAST, WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"


def made(connection: Connection[DictRow], statement: str, *values: Any) -> UUID:
    row = connection.execute(statement.encode(), values).fetchone()
    assert row is not None
    return UUID(str(row["id"]))


def coach(connection: Connection[DictRow], role: str = "COACH") -> UUID:
    statement = "INSERT INTO users (email, name, role) VALUES (%s, 'Robin', %s) RETURNING id"
    return made(connection, statement, f"{uuid4()}@example.org", role)


def athlete(connection: Connection[DictRow], owner: UUID, name: str = "Kim", zone: str = EAST) -> UUID:
    statement = "INSERT INTO clients (user_id, name, time_zone) VALUES (%s, %s, %s) RETURNING id"
    return made(connection, statement, owner, name, zone)


def check_in(connection: Connection[DictRow], client: UUID, days_ago: int, zone: str = EAST) -> None:
    connection.execute(
        "INSERT INTO daily_metrics (client_id, date, revision, hrv_rmssd)"
        " VALUES (%s, (now() AT TIME ZONE %s)::date - %s::int, 1, 60)",
        [client, zone, days_ago],
    )


def picture(connection: Connection[DictRow], client: UUID, caller: UUID, days: int = 30) -> list[DictRow]:
    parameters = {"caller_id": caller, "caller_email": None, "client_id": client, "days": days}
    return connection.execute(PICTURE.text, parameters).fetchall()


@pytest.mark.parametrize("zone", [EAST, WEST])
def test_days_are_counted_where_the_athlete_is(connection: Connection[DictRow], zone: str) -> None:
    owner = coach(connection)
    client = athlete(connection, owner, zone=zone)
    for days_ago in (-1, 0, 1, 2, 3):
        check_in(connection, client, days_ago, zone)
    rows = picture(connection, client, owner, days=3)
    assert [(row["today"] - row["date"]).days for row in rows] == [2, 1, 0]
    assert {(row["athlete_name"], row["time_zone"], row["allowed"]) for row in rows} == {("Kim", zone, True)}


def test_no_words_of_the_athlete_are_read(connection: Connection[DictRow]) -> None:
    owner = coach(connection)
    (row,) = picture(connection, athlete(connection, owner), owner)
    columns = {column.name for column in DailyMetrics.__table__.columns}
    assert columns > NOT_SHOWN
    assert set(row) >= columns - NOT_SHOWN
    assert not set(row) & NOT_SHOWN


def test_strangers_get_no_days(connection: Connection[DictRow]) -> None:
    client = athlete(connection, coach(connection))
    check_in(connection, client, 0)
    (row,) = picture(connection, client, coach(connection))
    assert (row["allowed"], row["id"], row["hrv_rmssd"]) == (False, None, None)


def test_an_athlete_without_check_ins_is_one_row(connection: Connection[DictRow]) -> None:
    owner = coach(connection)
    (row,) = picture(connection, athlete(connection, owner), owner)
    assert (row["allowed"], row["id"], row["athlete_name"]) == (True, None, "Kim")


def test_an_operator_needs_no_login(connection: Connection[DictRow]) -> None:
    client = athlete(connection, coach(connection))
    check_in(connection, client, 0)
    parameters = {"client_id": client, "days": 30}
    (row,) = connection.execute(OPERATORS_PICTURE.text, parameters).fetchall()
    assert (row["athlete_name"], row["hrv_rmssd"]) == ("Kim", 60.0)
    unknown = {"client_id": uuid4(), "days": 30}
    assert connection.execute(OPERATORS_PICTURE.text, unknown).fetchall() == []


def test_athletes_are_found_by_name(connection: Connection[DictRow]) -> None:
    owner = coach(connection)
    ids = {athlete(connection, owner, name) for name in ("Åsa Öberg", "åsa öberg")}
    athlete(connection, owner, "Åsa")
    assert {row["id"] for row in connection.execute(NAMED.text, {"name": "ÅSA Öberg"}).fetchall()} == ids
