"""The books of the lanes that assess, where a test runs these and leaves the cascades alone."""

from psycopg import Connection
from psycopg.rows import DictRow

from storage.conservation import LaneBalance, balance

ASSESSING = frozenset({"checkins", "reassessments", "training-loads"})


def books_of_assessing(connection: Connection[DictRow]) -> list[LaneBalance]:
    """What is accepted, done, owed and dead there."""
    return [book for book in balance(connection) if book.lane in ASSESSING]
