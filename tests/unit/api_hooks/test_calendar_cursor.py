"""A cursor is read as it was written, and nothing else is one."""

import base64
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_hooks.calendar_cursor import Cursor, read_cursor
from api_hooks.errors import InvalidFieldsError
from domain.calendar import FIRST_DAY, LAST_DAY
from storage.calendar_sources import SOURCES

DAYS = st.dates(FIRST_DAY, LAST_DAY)
PLACES = st.tuples(DAYS.map(str), st.integers(-(2**63) + 1, 2**63 - 1), st.uuids().map(str)).map(list)


@given(
    first=DAYS,
    last=DAYS,
    places=st.dictionaries(st.sampled_from([source.name for source in SOURCES]), PLACES, min_size=1),
)
def test_it_is_read_as_it_was_written(first: date, last: date, places: dict[str, Any]) -> None:
    cursor = Cursor(first, last, places)
    assert read_cursor(cursor.text()) == cursor


def text_of(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
PLACE = ["2026-03-14", 0, ID]


@pytest.mark.parametrize(
    "given",
    [
        "",
        "é",
        "x" * 3_000,
        text_of([]),
        text_of({}),
        text_of(["2026-03-01", "2026-03-31", {}]),
        text_of(["2026-03-01", "2026-03-31", []]),
        text_of(["2026-03-01", "2026-03-31", {"nights": PLACE}]),
        text_of(["2026-03-01", "2026-02-30", {"races": PLACE}]),
        text_of(["2026-03-01", "9999-12-31", {"races": PLACE}]),
        text_of([1, 2, {"races": PLACE}]),
        text_of(["2026-03-01", "2026-03-31", {"races": ["2026-03-14", 2**63, ID]}]),
        text_of(["2026-03-01", "2026-03-31", {"races": ["2026-03-14", True, ID]}]),
        text_of(["2026-03-01", "2026-03-31", {"races": ["2026-03-14", 0.5, ID]}]),
        text_of(["2026-03-01", "2026-03-31", {"races": ["2026-03-14", 0, "me"]}]),
        text_of(["2026-03-01", "2026-03-31", {"races": ["2026-03-14", 0, 7]}]),
        text_of(["2026-03-01", "2026-03-31", {"races": ["2026-03-14", 0]}]),
        text_of(["2026-03-01", "2026-03-31", {"races": 7}]),
    ],
)
def test_what_is_none(given: str) -> None:
    with pytest.raises(InvalidFieldsError) as raised:
        read_cursor(given)
    assert raised.value.details[0].field == "cursor"


@given(given=st.text())
def test_any_text_is_a_cursor_or_refused(given: str) -> None:
    try:
        read_cursor(given)
    except InvalidFieldsError:
        return
