"""What a run's result counts as."""

import pytest

from tasks.scheduled import rows_of


@pytest.mark.parametrize(
    ("result", "counted", "rows"),
    [
        ({"owed": 3}, ("owed",), 3),
        (
            {"checkins": {"overdue": 9, "resubmitted": 4, "dead": 1}, "x": {"dead": 2}},
            ("resubmitted", "dead"),
            7,
        ),
        ({}, ("owed",), 0),
        (None, ("owed",), 0),
    ],
)
def test_only_what_was_done_is_counted(result: object, counted: tuple[str, ...], rows: int) -> None:
    assert rows_of(result, counted) == rows
