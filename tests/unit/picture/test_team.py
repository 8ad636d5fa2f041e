"""How far something is done, and of how many members nothing is said."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from picture.team import Done, team_picture

DAY = date(2026, 3, 14)


def row(levels: list[str | None], given: list[Any]) -> dict[str, Any]:
    members = [[str(n), f"Athlete {n}", True, level is not None, level] for n, level in enumerate(levels)]
    as_of = datetime(2026, 3, 14, 7, tzinfo=UTC)
    return {"id": "t", "name": "T", "today": DAY, "as_of": as_of, "members": members, "given": given}


@pytest.mark.parametrize(
    ("assigned", "completed", "step"),
    [(0, 0, "free"), (3, 0, "none"), (3, 1, "some"), (2, 1, "most"), (3, 2, "most"), (3, 3, "all")],
)
def test_steps(assigned: int, completed: int, step: str) -> None:
    assert Done(assigned, completed).step == step


def test_kinds_of_a_day_are_one_cell() -> None:
    given = [["0", "2026-03-14", "CARDIO", 1, 1], ["0", "2026-03-14", "STRENGTH", 2, 0]]
    (member,) = team_picture(row(["GOOD"], given), 2).members
    assert member.cells == (Done(), Done(3, 1))
    assert member.total == Done(3, 1)


def test_of_fewer_than_five_there_is_no_spread() -> None:
    assert team_picture(row(["GOOD"] * 4 + [None] * 3, []), 1).spread is None
    assert team_picture(row(["GOOD"] * 4 + ["FAIR", None], []), 1).spread == {"GOOD": 4, "FAIR": 1}
