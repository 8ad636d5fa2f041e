"""Statements with numbered placeholders: the same statement, every value as text."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import null

from api_hooks.query import Query, as_text
from storage.check_ins import INTAKE, RECENT
from storage.receipts import RECEIPT
from storage.statements import Statement


def test_placeholders_are_numbered_in_order_of_appearance() -> None:
    text = b"SELECT %(b)s::INT, %(a)s::TEXT, %(b)s::INT, '100%%'"
    query = Query.of(Statement(text, frozenset({"a", "b"}), null()))
    assert query.text == b"SELECT $1::INT, $2::TEXT, $1::INT, '100%'"
    assert query.names == ("b", "a")
    assert query.values({"a": "x", "b": 7, "c": "not asked for"}) == ["7", "x"]


def test_what_is_missing_is_null() -> None:
    query = Query.of(Statement(b"SELECT %(a)s::INT, %(b)s::INT", frozenset({"a", "b"}), null()))
    assert query.values({"b": None}) == [None, None]


@pytest.mark.parametrize("statement", [INTAKE, RECENT, RECEIPT])
def test_every_parameter_of_a_statement_is_numbered(statement: Statement) -> None:
    query = Query.of(statement)
    assert frozenset(query.names) == statement.parameters
    assert b"%(" not in query.text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('words, {as} they "are"', 'words, {as} they "are"'),
        (True, "True"),
        (7, "7"),
        (7.25, "7.25"),
        (1e300, "1e+300"),
        (date(2026, 3, 14), "2026-03-14"),
        (datetime(2026, 3, 14, 12, 30, tzinfo=UTC), "2026-03-14 12:30:00+00:00"),
        (UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7"), "7c9e6679-7425-40de-944b-e07fc1f90ae7"),
        ((), "{}"),
        (("mood", "hrv_rmssd"), "{mood,hrv_rmssd}"),
        ([{"keyword": "knä", "n": 1}], '[{"keyword":"knä","n":1}]'),
    ],
)
def test_values_as_postgresql_reads_them(value: object, text: str) -> None:
    assert as_text(value) == text
