"""A worker's pool tells PostgreSQL's absence from a statement's own fault, and recovers by itself."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.errors import QueryCanceled, UniqueViolation

from ops.postgres import EmbeddedPostgres
from storage.pools import Pool, is_away, worker_pool
from tests.conftest import WaitUntil

pytestmark = pytest.mark.integration


@pytest.fixture
def pool(database_url: str) -> Iterator[Pool]:
    with worker_pool(database_url, size=2, statement_seconds=0.2) as opened:
        yield opened


def failure(pool: Pool, statement: str) -> BaseException:
    with pytest.raises(psycopg.Error) as caught, pool.connection() as connection:
        connection.execute(statement.encode())
    return caught.value


def answers(pool: Pool) -> bool:
    with pool.connection() as connection:
        return connection.execute("SELECT 1 AS one").fetchone() == {"one": 1}


def test_a_statement_has_a_limit_and_running_into_it_is_its_own_fault(pool: Pool) -> None:
    error = failure(pool, "SELECT pg_sleep(5)")
    assert isinstance(error, QueryCanceled)
    assert not is_away(error)


def test_a_mistake_is_its_own_fault(pool: Pool) -> None:
    mistake = "INSERT INTO users (id, email, name, role) VALUES (gen_random_uuid(), 'a', 'a', 'ADMIN')"
    with pool.connection() as connection:
        connection.execute(mistake.encode())
    error = failure(pool, mistake)
    assert isinstance(error, UniqueViolation)
    assert not is_away(error)


def test_terminated_connections_are_an_absence_and_the_next_one_works(pool: Pool, database_url: str) -> None:
    with pool.connection() as connection:
        pid = connection.info.backend_pid
        with psycopg.connect(database_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        with pytest.raises(psycopg.OperationalError) as caught:
            connection.execute("SELECT 1")
    assert is_away(caught.value)
    assert answers(pool)


def test_a_server_that_is_down_is_away_until_it_is_back(
    pool: Pool, postgres_server: EmbeddedPostgres, wait_until: WaitUntil
) -> None:
    assert answers(pool)
    pool.timeout = 0.5  # of patience; the test is not about that
    postgres_server.kill()
    # The connection that was open dies with the server's children, a moment later; then there is none.
    wait_until(lambda: not answers_unless_away(pool), 5, "the open connection is dead")
    assert is_away(failure(pool, "SELECT 1"))
    postgres_server.start()
    assert wait_until(lambda: answers_unless_away(pool), 15, "the pool has found the server again")


def answers_unless_away(pool: Pool) -> bool:
    try:
        return answers(pool)
    except psycopg.Error as error:
        if is_away(error):
            return False
        raise
