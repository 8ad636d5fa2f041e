"""A file that is broken in the middle: what is before that is dealt with, and the answer says so."""

from pathlib import Path
from uuid import UUID

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from ops.importing import passing
from tests.intake import CheckInWriter
from tests.integration.ops.hands.conftest import Type

pytestmark = pytest.mark.integration


@pytest.fixture
def athlete(writer: CheckInWriter) -> UUID:
    return writer.athlete()


@pytest.fixture
def broken(athlete: UUID, file: Path) -> str:
    """Five rows, the third of them wrong, and then a quote that is not closed."""
    days = "".join(f"{athlete},2021-03-0{day},{12 if day == 3 else day}\n" for day in range(1, 6))
    text = f'clientId,date,mood\n{days}{athlete},2021-03-06,"6\n{athlete},2021-03-07,7\n'
    file.write_text(text)
    return text


def _moods(connection: Connection[DictRow]) -> list[int]:
    return [row["mood"] for row in connection.execute("SELECT mood FROM daily_metrics ORDER BY date")]


@pytest.mark.parametrize("chunk", [2, 2_000])
def test_what_is_before_it_is_stored_and_told(
    connection: Connection[DictRow],
    type_: Type,
    file: Path,
    broken: str,
    monkeypatch: pytest.MonkeyPatch,
    chunk: int,
) -> None:
    monkeypatch.setattr(passing, "CHUNK", chunk)
    said = type_("import", str(file))
    assert said.code == 1
    assert "5 rows: 4 fit, 1 rejected." in said.out
    assert "a whole number from 1 to 10" in said.out
    assert "4 days new" in said.out
    assert "Line 7 is no CSV" in said.err
    assert "Stored up to row 5. Mend the file and type the same again" in said.err
    assert _moods(connection) == [1, 2, 4, 5]
    (ended,) = connection.execute("SELECT details FROM operator_actions WHERE action = 'import ended'")
    assert ended["details"]["ended"] == "broken on line 7, stored up to row 5"
    file.write_text(broken.replace('"6', "6"))
    said = type_("import", str(file), "--json")
    assert (said.code, said.json["new_days"], said.json["unchanged_days"]) == (3, 2, 4)
    assert _moods(connection) == [1, 2, 4, 5, 6, 7]


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("option", ["--dry-run", "--strict"])
def test_where_nothing_is_to_be_stored_it_tells_what_was_found(
    connection: Connection[DictRow], type_: Type, file: Path, option: str
) -> None:
    said = type_("import", str(file), option)
    assert said.code == 1
    assert "5 rows: 4 fit, 1 rejected." in said.out
    assert "what is behind that line was not looked at" in said.err
    assert _moods(connection) == []


@pytest.mark.usefixtures("broken")
def test_for_machines_there_is_one_object_and_the_error_beside_it(type_: Type, file: Path) -> None:
    said = type_("import", str(file), "--json")
    assert (said.code, said.json["rows"], said.json["broken"]["line"]) == (1, 5, 7)
    assert "Line 7 is no CSV" in said.err
