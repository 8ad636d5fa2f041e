"""`make test` leaves no folder of tests out."""

from pathlib import Path

import pytest

from tests.halves import HALVES

pytestmark = pytest.mark.contract

TESTS = Path(__file__).parents[1]


def test_every_folder_with_tests_is_in_one_half() -> None:
    folders = {path.relative_to(TESTS).parts[0] for path in TESTS.rglob("test_*.py")}
    assert sorted(f"tests/{name}" for name in folders) == sorted(folder for half in HALVES for folder in half)
