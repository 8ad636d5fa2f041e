"""The lane streaks."""

from collections.abc import Sequence

from psycopg import Connection
from psycopg.rows import DictRow

from tasks.work import Work


def count_streaks(connection: Connection[DictRow], work: Sequence[Work]) -> None:
    """Nothing yet."""
