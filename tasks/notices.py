"""The lane notices."""

from collections.abc import Sequence

from psycopg import Connection
from psycopg.rows import DictRow

from tasks.work import Work


def address(connection: Connection[DictRow], work: Sequence[Work]) -> None:
    """Nothing yet."""
