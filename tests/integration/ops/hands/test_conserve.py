"""`afterwrite conserve` prints the books, and its exit code says whether they add up."""

import json
from datetime import date

import psycopg
import pytest
from psycopg.rows import dict_row
from typer.testing import CliRunner, Result

from coalescing.lanes import LANES
from ops.cli import app, main
from storage import ledger
from storage.check_ins import LANE
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

DAY = date(2026, 3, 2)


@pytest.fixture
def keys(database_url: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three check-ins: one done, one owed with two revisions, one dead."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as connection:
        writer = CheckInWriter(connection)
        athletes = [writer.athlete() for _ in range(3)]
        made = [writer.key(athlete, DAY, mood=5) for athlete in athletes]
        writer.take(athletes[1], DAY, mood=6)
        connection.execute(
            "UPDATE daily_metrics SET assessed_revision = 1 WHERE client_id = %s", [athletes[0]]
        )
        ledger.mark_done(connection, LANE, {made[0]: ledger.Finished(1)})
        ledger.mark_dead(connection, LANE, {made[2]: "ValueError: no"})
    return made


def conserve(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["conserve", *arguments])


def test_the_books_add_up(keys: list[str]) -> None:
    result = conserve()
    assert result.exit_code == 0, keys
    heading, line, *_ = result.stdout.splitlines()  # a line a lane
    assert heading.split() == ["lane", "accepted", "done", "owed", "dead", "lost"]
    assert line.split() == ["checkins", "4", "=", "1", "+", "2", "+", "1", "0"]
    document = json.loads(conserve("--json").stdout)
    assert document["holds"] is True
    nothing = dict.fromkeys(("keys", "accepted", "done", "owed", "dead", "lost", "forgotten"), 0)
    assert document["lanes"] == [
        {
            "lane": "checkins",
            "keys": 3,
            "accepted": 4,
            "done": 1,
            "owed": 2,
            "dead": 1,
            "lost": 0,
            "forgotten": 0,
        },
        *({"lane": name} | nothing for name in LANES if name != "checkins"),
    ]


def test_a_loss_has_exit_code_1(keys: list[str], database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DELETE FROM owed_work WHERE key = %s", [keys[1]])
    result = conserve()
    assert result.exit_code == 1
    assert "lost" in result.stdout.splitlines()[-1]
    lossy = conserve("--json")
    assert lossy.exit_code == 1
    assert json.loads(lossy.stdout)["holds"] is False
    assert json.loads(lossy.stdout)["lanes"][0]["lost"] == 2


def test_a_lane_that_has_accepted_nothing_has_lost_nothing(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    result = conserve()
    assert (result.exit_code, result.stdout.splitlines()[1].split()) == (
        0,
        ["checkins", "0", "=", "0", "+", "0", "+", "0", "0"],
    )


def test_what_was_forgotten_is_shown_and_counted_as_dead(keys: list[str], database_url: str) -> None:
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        ledger.forget(connection, keys=[keys[2]])
    result = conserve()
    heading, line, *_ = result.stdout.splitlines()  # a line a lane
    assert heading.endswith("forgotten")
    assert line.split()[-3:] == ["1", "0", "1"]
    assert result.exit_code == 0


def test_a_database_without_the_schema_is_explained(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DROP TABLE daily_metrics, owed_work")
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setattr("sys.argv", ["afterwrite", "conserve"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert "afterwrite migrate" in capsys.readouterr().err
