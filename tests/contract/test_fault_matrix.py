"""The published matrix has every fault that is broken on purpose, and says of each that nothing was lost."""

import re
from pathlib import Path

import pytest

from tests.faults.faults import Fault
from tests.faults.matrix import BEGIN, COLUMNS, END

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.contract


def published() -> list[dict[str, str]]:
    page = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    lines = [line for line in page.partition(BEGIN)[2].partition(END)[0].splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert tuple(rows[0]) == COLUMNS
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows[2:]]


def test_the_page_has_every_fault_in_order() -> None:
    assert [row["fault"] for row in published()] == [str(fault) for fault in Fault]


def test_nothing_was_lost_or_stale_in_ten_thousand_writes_of_each() -> None:
    for row in published():
        assert int(row["accepted"].replace(",", "")) >= 10_000, row
        assert (row["lost"], row["stale"]) == ("0", "0"), row


def test_every_fault_is_in_a_test() -> None:
    tests = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "faults").glob("test_*.py")
    )
    assert set(re.findall(r"Fault\.([A-Z_]+)", tests)) == set(Fault.__members__)
