"""`make test` leaves no folder of tests out, and runs none twice."""

from pathlib import Path

import pytest

from tests.parts import PARTS

pytestmark = pytest.mark.contract

ROOT = Path(__file__).parents[2]


def test_every_file_with_tests_is_in_one_part() -> None:
    folders = [ROOT / folder for part in PARTS for folder in part]
    for path in (ROOT / "tests").rglob("test_*.py"):
        assert sum(folder in path.parents for folder in folders) == 1, path
