"""Statements are built with SQLAlchemy Core, compiled once, and run by psycopg.

SQLAlchemy's own execution costs a web process two thirds of its requests per second; its
expression language costs nothing once compiled.
"""

import re
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import ClauseElement, Executable, text
from sqlalchemy.dialects.postgresql.psycopg import dialect

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text with psycopg's named placeholders, and the names that it wants."""

    text: bytes
    parameters: frozenset[str]
    #: The expression that it was compiled from, for those who have a SQLAlchemy session with any driver.
    clause: Executable = field(compare=False, repr=False)

    def __str__(self) -> str:
        return self.text.decode()


def written(sql: str) -> Statement:
    """A statement that was written by hand, with psycopg's named placeholders."""
    return Statement(sql.encode(), frozenset(_PLACEHOLDER.findall(sql)), text(sql.replace(":", "\\:")))


def compiled(clause: ClauseElement) -> Statement:
    """Compile an expression to text. Constants are inlined; only bound parameters with names remain."""
    result: Any = clause.compile(dialect=dialect())  # type: ignore[no-untyped-call]  # SQLAlchemy left it untyped
    constants = {name: value for name, value in result.params.items() if not result.binds[name].required}
    if constants:
        raise ValueError(f"use literal_column or text for constants, not bound values: {constants}")
    return Statement(str(result).encode(), frozenset(result.params), cast("Executable", clause))
