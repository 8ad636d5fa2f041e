"""What an error is to people."""

import re

import psycopg

from storage import ledger

_QUOTED = re.compile(r'"([^"]*)"')

#: Class of SQLSTATE: a statement names what is not there. One code of it quotes from the statement.
_OF_THE_SCHEMA, _SYNTAX_ERROR = "42", "42601"


def explain(error: Exception) -> str:
    """Kind and first line of an error: what a person needs, without the values that a detail may carry.

    PostgreSQL quotes in its first line, beside names of the schema, what it was given: that is left out.
    """
    first_line = (str(error).splitlines() or [""])[0]
    if isinstance(error, psycopg.Error):
        first_line = _unquoted(first_line, error)
    # Neither PostgreSQL nor Redis would take these, and then nobody would know what failed.
    storable = first_line.replace("\0", "").encode(errors="replace").decode()
    return f"{type(error).__name__}: {storable}"[: ledger.LONGEST_ERROR]


def _unquoted(line: str, error: psycopg.Error) -> str:
    """The line with "…" for what stands in quotes, unless it is a name of the schema."""
    if (error.sqlstate or "").startswith(_OF_THE_SCHEMA) and error.sqlstate != _SYNTAX_ERROR:
        return line
    diag = error.diag
    names = {diag.schema_name, diag.table_name, diag.column_name, diag.constraint_name, diag.datatype_name}
    return _QUOTED.sub(lambda found: found[0] if found[1] in names else '"…"', line)
