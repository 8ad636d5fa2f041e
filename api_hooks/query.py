"""Statements as the web process runs them: numbered placeholders, and every value as text.

psycopg rewrites named placeholders on every execution where a statement is longer than 4 KB or has more than
50 of them, which for intake costs more than the statement itself. Numbered ones are sent as they are. And
psycopg prepares a statement anew for each combination of the values' types, so with dozens of values that may
be NULL, none would ever be reused. All statements cast their parameters, so text will do for each of them:
then there is one prepared statement, and one plan.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from pydantic_core import to_json

from storage.statements import Statement

_PLACEHOLDER = re.compile(rb"%(?:\((\w+)\)s|%)")


@dataclass(slots=True, eq=False)
class Query:
    """SQL with `$1`, `$2`, ..., and the names of the parameters in that order."""

    text: bytes
    names: tuple[str, ...] = ()
    #: Of what it answers; known after the first result.
    columns: tuple[str, ...] = ()

    @classmethod
    def of(cls, statement: Statement) -> Self:
        """The same statement with numbered placeholders."""
        numbers: dict[bytes, int] = {}

        def numbered(found: re.Match[bytes]) -> bytes:
            name = found[1]
            return b"$%d" % numbers.setdefault(name, len(numbers) + 1) if name else b"%"

        text = _PLACEHOLDER.sub(numbered, statement.text)
        return cls(text, tuple(name.decode() for name in numbers))

    def values(self, parameters: Mapping[str, Any]) -> list[str | None]:
        """The parameters in order, as PostgreSQL reads them from text; a missing one is NULL."""
        return [None if (value := parameters.get(name)) is None else as_text(value) for name in self.names]


def as_text(value: Any) -> str:
    """A value in PostgreSQL's text form. A list of objects is JSON, a tuple of names is an array."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return "{" + ",".join(value) + "}"
    if isinstance(value, list | dict):
        return to_json(value).decode()
    return str(value)
