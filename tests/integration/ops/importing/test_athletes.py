"""Athletes are found by what their business calls them, and made only where that is asked for."""

from pathlib import Path
from uuid import UUID

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from tests.intake import CheckInWriter
from tests.integration.ops.hands.conftest import Said, Type

pytestmark = pytest.mark.integration

NAMES = "person,date,mood\nKim,2021-03-01,7\nKim,2021-03-02,8\nNew,2021-03-01,9\n"
WHO = ("--map", "person=athleteName")


@pytest.fixture
def business(connection: Connection[DictRow], writer: CheckInWriter) -> UUID:
    """With Kim, whose coach is a member; in another one there is a Kim too."""
    ours, other = (
        row["id"]
        for row in connection.execute(
            "INSERT INTO businesses (name, time_zone) VALUES ('Nights', 'Asia/Tokyo'), ('Days', 'UTC')"
            " RETURNING id"
        )
    )
    connection.execute(
        "INSERT INTO business_members (business_id, user_id, role) VALUES (%s, %s, 'COACH')",
        [ours, writer.coach],
    )
    for owner in (ours, other):
        connection.execute(
            "INSERT INTO clients (user_id, business_id, name, email)"
            " VALUES (%s, %s, 'Kim', 'Kim@Example.org')",
            [writer.coach, owner],
        )
    return UUID(str(ours))


@pytest.fixture
def typed(type_: Type, file: Path) -> "Type":
    def type_it(text: str, *options: str) -> Said:
        file.write_text(text)
        return type_("import", str(file), *options)

    return type_it


def _days(connection: Connection[DictRow]) -> list[tuple[str, str, int]]:
    rows = connection.execute(
        "SELECT name, date, mood FROM daily_metrics JOIN clients ON clients.id = client_id ORDER BY 1, 2"
    )
    return [(row["name"], str(row["date"]), row["mood"]) for row in rows]


KIMS_DAYS = [("Kim", "2021-03-01", 7), ("Kim", "2021-03-02", 8)]


@pytest.mark.usefixtures("business")
def test_by_name_within_the_business(connection: Connection[DictRow], typed: Type) -> None:
    said = typed(NAMES, *WHO, "--business", "Nights")
    assert (said.code, "the name of an athlete of Nights" in said.out) == (3, True)
    assert _days(connection) == KIMS_DAYS


def test_by_address_whatever_its_case(connection: Connection[DictRow], typed: Type, business: UUID) -> None:
    text = "athleteEmail,date,mood\nkim@example.ORG,2021-03-01,7\nKIM@example.org,2021-03-02,8\n"
    assert typed(text, "--business", str(business)).code == 0
    assert _days(connection) == KIMS_DAYS


def test_an_id_of_another_business_is_unknown(
    connection: Connection[DictRow], typed: Type, business: UUID
) -> None:
    (row,) = connection.execute("SELECT id FROM clients WHERE business_id <> %s", [business])
    text = f"clientId,date,mood\n{str(row['id']).upper()},2021-03-01,7\n"
    assert typed(text, "--business", "Nights").code == 3
    assert typed(text).code == 0


@pytest.mark.usefixtures("business")
def test_unknown_ones_are_made_once_in_the_zone_of_the_business(
    connection: Connection[DictRow], typed: Type, writer: CheckInWriter
) -> None:
    said = typed(NAMES, *WHO, "--business", "Nights", "--create-athletes")
    assert (said.code, "1 athlete made in Asia/Tokyo: New." in said.out) == (0, True)
    assert _days(connection) == [*KIMS_DAYS, ("New", "2021-03-01", 9)]
    assert typed(NAMES, *WHO, "--business", "Nights", "--create-athletes", "--again").code == 0
    (made,) = connection.execute("SELECT user_id, time_zone FROM clients WHERE name = 'New'")
    assert (made["user_id"], made["time_zone"]) == (writer.coach, "Asia/Tokyo")


@pytest.mark.usefixtures("business")
def test_a_dry_run_counts_who_would_be_made(connection: Connection[DictRow], typed: Type) -> None:
    made = ("--business", "Evenings", "--create-business", "--create-athletes")
    (coach,) = connection.execute("SELECT email FROM users")
    said = typed(NAMES, *WHO, *made, "--coach", coach["email"], "--dry-run")
    assert (said.code, "2 athletes would be made in Europe/Stockholm: Kim, New." in said.out) == (0, True)
    (count,) = connection.execute(
        "SELECT (SELECT count(*) FROM clients) + (SELECT count(*) FROM businesses) AS n"
    )
    assert count["n"] == 4
    assert typed(NAMES, *WHO, *made, "--coach", coach["email"]).code == 0
    assert len(_days(connection)) == 3


@pytest.mark.usefixtures("business")
@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (WHO, 2, "--business: say whose athletes they are"),
        ((*WHO, "--business", "Nigths"), 2, "no business 'Nigths'. Say --create-business"),
        ((*WHO, "--business", "Days", "--create-athletes"), 1, "No active member of Days is a coach"),
        (
            (*WHO, "--business", "Days", "--create-athletes", "--coach", "x@example.org"),
            2,
            "no coach with the e-mail address 'x@example.org'. Say --create-coach to make one",
        ),
        (
            (*WHO, "--business", "Days", "--create-athletes", "--coach", "notanemail", "--create-coach"),
            2,
            "--coach is 'notanemail', and must be an e-mail address",
        ),
        (
            (*WHO, "--business", "Nights", "--create-athletes", "--create-coach"),
            2,
            "--create-coach needs --create-athletes, and --coach EMAIL",
        ),
        (
            ("--map", "person=clientId", "--business", "Nights", "--create-athletes"),
            2,
            "--create-athletes needs athleteName or athleteEmail",
        ),
    ],
)
def test_what_is_lacking_is_said_before_anything_is_stored(
    connection: Connection[DictRow], typed: Type, options: tuple[str, ...], code: int, said: str
) -> None:
    answer = typed(NAMES, *options)
    assert answer.code == code
    assert said in answer.err
    assert _days(connection) == []


def test_spellings_of_one_name_are_one_athlete(
    connection: Connection[DictRow], typed: Type, business: UUID
) -> None:
    names = ("Jos\u00e9", "Jose\u0301", "  ana   ruiz", "Ana Ruiz", "KIM")
    text = "athleteName,date,mood\n" + "".join(
        f"{name},2021-03-0{day},{day}\n" for day, name in enumerate(names, start=1)
    )
    options = ("--business", "Nights", "--create-athletes", "--json")
    said = typed(text, *options)
    assert (said.code, said.json["made_athletes"]) == (0, ["Jos\u00e9", "ana ruiz"])
    days = [(name, mood) for name, _, mood in _days(connection)]
    assert sorted(days) == [("Jos\u00e9", 1), ("Jos\u00e9", 2), ("Kim", 5), ("ana ruiz", 3), ("ana ruiz", 4)]
    assert typed(text, *options, "--again").json["new_athletes"] == 0
    (count,) = connection.execute("SELECT count(*) FROM clients WHERE business_id = %s", [business])
    assert count["count"] == 3


def test_one_who_is_spelt_the_very_same_goes_first(
    connection: Connection[DictRow], typed: Type, business: UUID, writer: CheckInWriter
) -> None:
    connection.execute(
        "INSERT INTO clients (user_id, business_id, name) VALUES (%s, %s, 'KIM')", [writer.coach, business]
    )
    assert typed(NAMES.replace("New", "KIM"), *WHO, "--business", "Nights").code == 0
    assert _days(connection) == [("KIM", "2021-03-01", 9), *KIMS_DAYS]
    said = typed(NAMES.replace("New", "kim"), *WHO, "--business", "Nights")
    assert "the name of one athlete of Nights, and not of 2" in said.out


def test_on_an_empty_database_business_and_coach_are_made(
    connection: Connection[DictRow], typed: Type
) -> None:
    made = (*WHO, "--business", "Nights", "--create-business", "--create-athletes")
    missing = typed(NAMES, *made, "--coach", "Ana@Example.org")
    assert (missing.code, "Say --create-coach" in missing.err) == (2, True)
    assert connection.execute("SELECT 1 FROM businesses").fetchall() == []
    assert typed(NAMES, *made, "--coach", "Ana@Example.org", "--create-coach", "--dry-run").code == 0
    assert connection.execute("SELECT 1 FROM users").fetchall() == []
    assert typed(NAMES, *made, "--coach", "Ana@Example.org", "--create-coach").code == 0
    (coach,) = connection.execute(
        "SELECT users.id, email, users.role FROM users JOIN business_members ON users.id = user_id"
    )
    assert (coach["email"], coach["role"]) == ("ana@example.org", "COACH")
    assert {row["user_id"] for row in connection.execute("SELECT user_id FROM clients")} == {coach["id"]}
    assert typed(NAMES, *made, "--again").code == 0


def test_a_login_that_is_no_coach_does_not_become_one(connection: Connection[DictRow], typed: Type) -> None:
    connection.execute("INSERT INTO users (email, name, role) VALUES ('Ana@example.org', 'Ana', 'ATHLETE')")
    made = ("--business", "Nights", "--create-business", "--create-athletes", "--create-coach")
    said = typed(NAMES, *WHO, *made, "--coach", "ana@example.org")
    assert (said.code, "the address of a login that is no coach" in said.err) == (2, True)
    assert connection.execute("SELECT 1 FROM businesses").fetchall() == []


def test_two_of_one_name_are_told_apart_by_nobody(
    connection: Connection[DictRow], typed: Type, business: UUID, writer: CheckInWriter
) -> None:
    connection.execute(
        "INSERT INTO clients (user_id, business_id, name) VALUES (%s, %s, 'Kim')", [writer.coach, business]
    )
    said = typed(NAMES, *WHO, "--business", "Nights")
    assert "the name of one athlete of Nights, and not of 2" in said.out
    connection.execute("INSERT INTO businesses (name) VALUES ('Nights')")
    assert "is the name of several; say which" in typed(NAMES, *WHO, "--business", "Nights", "--again").err
