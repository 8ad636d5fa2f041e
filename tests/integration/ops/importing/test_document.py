"""docs/importing.md says what happens: its example is imported, and its options exist."""

import re
from pathlib import Path

import pytest
import typer
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lanes import REASSESSMENTS
from domain.check_in import FIELDS
from ops.cli import app
from ops.importing.options import Reading
from ops.importing.passing import CHUNK
from ops.importing.units import units_of
from storage.put_off import PUT_OFF_HOURS
from tasks.reassessments import DAYS_OF_ONE
from tests.integration.ops.hands.conftest import Type

pytestmark = [pytest.mark.integration, pytest.mark.contract]

PAGE = (Path(__file__).parents[4] / "docs" / "importing.md").read_text(encoding="utf-8")


def _block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_example_on_an_empty_database(
    type_: Type, tmp_path: Path, connection: Connection[DictRow]
) -> None:
    (tmp_path / "nights.csv").write_text(_block("csv"))
    (tmp_path / "nights.toml").write_text(_block("toml"))
    said = type_("import", str(tmp_path / "nights.csv"), "--mapping", str(tmp_path / "nights.toml"))
    assert said.code == 3

    def plain(text: str) -> list[str]:
        timeless = re.sub(r" in [\d.]+ m?s\.", " in a moment.", text)
        return [line.rstrip() for line in timeless.rstrip().splitlines()]

    assert plain(said.out) == plain(_block("text"))
    rows = connection.execute(
        "SELECT hrv_rmssd, round(sleep_hours::numeric, 2)::float AS slept, muscle_soreness, mood"
        " FROM daily_metrics ORDER BY date"
    )
    assert [tuple(row.values()) for row in rows] == [(61.5, 7.42, 1, 10), (58.0, None, 3, None)]


def test_its_options_are_those_of_the_command() -> None:
    command = typer.main.get_command(app).commands["import"]  # type: ignore[attr-defined]
    options = {name for one in command.params for name in one.opts if name.startswith("--")}
    assert set(re.findall(r"--[a-z]+(?:-[a-z]+)*", re.sub(r"\w+ lanes .*", "", PAGE))) == options - {"--as"}


def test_its_words_of_a_mapping_file_are_all_there_are() -> None:
    (listed,) = re.findall(r"A mapping file has the same words: (.*?)\. What", PAGE, flags=re.DOTALL)
    assert {word.replace("-", "_") for word in re.findall(r"`([\w-]+)`", listed)} == set(Reading.__slots__)


def test_its_units_are_those_of_the_fields() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (`.*) \|$", PAGE, flags=re.MULTILINE))
    listed = {field: tuple(re.findall(r"`([\w:-]+)`", units)) for field, units in rows.items()}
    assert {field.name: units_of(field) for field in FIELDS if units_of(field)} == listed


def test_its_numbers() -> None:
    assert f"chunks of {CHUNK:,}" in PAGE
    assert f"at most {REASSESSMENTS.batch * DAYS_OF_ONE} days" in PAGE
    assert PUT_OFF_HOURS == 6
    assert "six\nhours" in PAGE
