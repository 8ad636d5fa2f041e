"""Why a run failed, as the ledger keeps it: enough for a person, without what PostgreSQL quotes of a row."""

from typing import Any

import psycopg
import pytest
from psycopg import errors

from tasks.attempt import explain


def raised(kind: type[psycopg.Error], message: str, **diag: str) -> psycopg.Error:
    """An error as psycopg raises it, with what PostgreSQL has put beside the message."""

    class Diagnosed(kind):  # type: ignore[valid-type, misc]  # a class that is given
        @property
        def diag(self) -> Any:
            names = ("schema_name", "table_name", "column_name", "constraint_name", "datatype_name")
            return type("Diagnostic", (), {name: diag.get(name) for name in names})

    Diagnosed.__name__ = kind.__name__
    return Diagnosed(message)


def test_a_detail_is_left_out_and_names_of_the_schema_stay() -> None:
    error = raised(
        errors.CheckViolation,
        'new row for relation "daily_metrics" violates check constraint "is_plausible"\n'
        "DETAIL:  Failing row contains (48, my knee hurts, Anna).",
        table_name="daily_metrics",
        constraint_name="is_plausible",
    )
    assert explain(error) == (
        'CheckViolation: new row for relation "daily_metrics" violates check constraint "is_plausible"'
    )


@pytest.mark.parametrize(
    ("kind", "message", "shown"),
    [
        (
            errors.InvalidTextRepresentation,
            'invalid input syntax for type integer: "my knee"',
            'invalid input syntax for type integer: "…"',
        ),
        (errors.SyntaxError, 'syntax error at or near "Anna"', 'syntax error at or near "…"'),
        (errors.UndefinedTable, 'relation "plans" does not exist', 'relation "plans" does not exist'),
    ],
)
def test_what_is_quoted_is_left_out_unless_it_is_of_the_schema(
    kind: type[psycopg.Error], message: str, shown: str
) -> None:
    assert explain(raised(kind, message)) == f"{kind.__name__}: {shown}"


def test_a_handlers_own_words_are_kept() -> None:
    assert explain(ValueError('the week "7" has\nno plan')) == 'ValueError: the week "7" has'
