"""The code of docs/effects.md, as it stands there."""

import re
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from tasks.work import Work
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

PAGE = Path(__file__).parents[3] / "docs" / "effects.md"

DAY = date(2026, 3, 14)


@pytest.fixture
def lamps(connection: Connection[DictRow]) -> ModuleType:
    connection.execute("CREATE TABLE lamps (id text PRIMARY KEY, state text)")
    connection.execute("INSERT INTO lamps VALUES ('hall', 'on')")
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    module = ModuleType("lamps")
    exec(compile(code, str(PAGE), "exec"), module.__dict__)
    return module


def test_the_lamp_goes_off_and_on_again(
    connection: Connection[DictRow], writer: CheckInWriter, lamps: ModuleType
) -> None:
    athlete = writer.athlete()

    def after(sleep_hours: float) -> str:
        writer.take(athlete, DAY, sleep_hours=sleep_hours)
        lamps.light_the_hall(connection, [Work(str(athlete), b"", 1, 1)])
        row = connection.execute("SELECT state FROM lamps").fetchone()
        assert row is not None
        return str(row["state"])

    assert [after(8), after(4), after(4.5), after(8)] == ["on", "off", "off", "on"]
    after(4)
    connection.execute("UPDATE lamps SET state = 'dimmed'")  # by hand
    assert after(8) == "dimmed"
    rows = connection.execute("SELECT left_as_is, cause FROM effects ORDER BY made_at, id").fetchall()
    assert [(row["left_as_is"], row["cause"]) for row in rows] == [
        (False, {"sleepHours": 4}),
        (True, {"sleepHours": 4}),
    ]
