"""A connection to a fresh database, and a writer of check-ins on it."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from tests.intake import CheckInWriter


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection[DictRow]]:
    """In autocommit, with rows as dicts."""
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as opened:
        yield opened


@pytest.fixture
def writer(connection: Connection[DictRow]) -> CheckInWriter:
    return CheckInWriter(connection)
