"""docs/security.md names tests that there are, and settings that there are."""

import re
from pathlib import Path

import pytest

from runtime.settings import Settings, environment_name

pytestmark = pytest.mark.contract

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", TEXT)))


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_a_test_that_it_names_is_there(file: str, test: str) -> None:
    written = (ROOT / file).read_text(encoding="utf-8")
    assert not test or f"def {test}(" in written


def test_every_threat_has_a_test() -> None:
    threats = TEXT.partition("## What could be done")[2].partition("## Decisions")[0].splitlines()
    rows = [line for line in threats if line.startswith("| ") and not line.startswith(("| threat", "| ---"))]
    assert len(rows) > 30
    assert [row for row in rows if "`tests/" not in row] == []


def test_its_settings_exist() -> None:
    named = set(re.findall(r"AFTERWRITE_[A-Z_]+", TEXT))
    assert named <= {environment_name(field) for field in Settings.model_fields}


def test_its_numbers_are_those_in_force() -> None:
    defaults = Settings()
    assert f"{defaults.writes_per_minute:,} writes a minute" in TEXT
    assert f"{defaults.body_timeout_seconds:g} s (`AFTERWRITE_BODY_TIMEOUT_SECONDS`)" in TEXT
