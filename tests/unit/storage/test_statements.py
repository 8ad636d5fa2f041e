"""Compiled statements hold text and the names that it wants, and no hidden values."""

import pytest
from sqlalchemy import bindparam, literal, literal_column, select

from storage.statements import compiled, written


def test_named_parameters_remain() -> None:
    statement = compiled(select(bindparam("a") + literal_column("1")))
    assert statement.parameters == {"a"}
    assert "%(a)s" in str(statement)


def test_a_hidden_constant_is_refused() -> None:
    with pytest.raises(ValueError, match="use literal_column"):
        compiled(select(literal(1)))


def test_what_is_written_by_hand_keeps_its_text_and_names_its_parameters() -> None:
    statement = written("SELECT %(a)s::int, %(b)s::text[] WHERE %(a)s::int > 0")
    assert statement.parameters == {"a", "b"}
    assert str(statement) == "SELECT %(a)s::int, %(b)s::text[] WHERE %(a)s::int > 0"
