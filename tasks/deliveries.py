"""The lane deliveries."""

from collections.abc import Sequence

from psycopg import Connection
from psycopg.rows import DictRow

from tasks.work import Work


def deliver(connection: Connection[DictRow], work: Sequence[Work]) -> None:
    """Nothing yet."""
