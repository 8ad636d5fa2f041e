"""Owing from a view of Flask, through a pool of psycopg connections."""

from collections.abc import Iterator

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from psycopg_pool import ConnectionPool

from handoff import Handoff
from tests.integration.handoff.conftest import (
    HANDED_OVER,
    NOTHING,
    OWED_ONLY,
    OutcomeOf,
    WithoutRedis,
)
from tests.integration.handoff.shop import MAILS

pytestmark = pytest.mark.integration


@pytest.fixture
def browser(database_url: str, handoff: Handoff) -> Iterator[FlaskClient]:
    app = Flask(__name__)
    with ConnectionPool(database_url, min_size=1, max_size=2, open=True) as pool:

        @app.post("/orders/<order>")
        def place_order(order: str) -> dict[str, int]:
            with pool.connection() as connection, handoff.transaction(connection) as work:
                connection.execute("INSERT INTO orders VALUES (%s)", [order])
                receipt = work.owe(MAILS, order)
                if order == "unpaid":
                    abort(409)
            return {"revision": receipt.revision}

        yield app.test_client()


def test_what_is_answered_is_owed_and_waits(browser: FlaskClient, outcome_of: OutcomeOf) -> None:
    answer = browser.post("/orders/o1")
    assert (answer.status_code, answer.json) == (200, {"revision": 1})
    assert outcome_of("o1") == HANDED_OVER


def test_what_is_refused_was_never_owed(browser: FlaskClient, outcome_of: OutcomeOf) -> None:
    assert browser.post("/orders/unpaid").status_code == 409
    assert outcome_of("unpaid") == NOTHING


def test_without_redis_it_is_owed(
    browser: FlaskClient, outcome_of: OutcomeOf, without_redis: WithoutRedis
) -> None:
    with without_redis():
        assert browser.post("/orders/o1").status_code == 200
    assert outcome_of("o1") == OWED_ONLY
