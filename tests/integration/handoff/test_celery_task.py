"""Owing from a task of somebody else's Celery app, in a worker."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from celery import Celery, Task
from celery.contrib.testing.worker import start_worker

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

WORKER_SECONDS = 20


@pytest.fixture(scope="module")
def place_order() -> Iterator[Task]:
    app = Celery("shop", broker="memory://", backend="cache+memory://", set_as_current=False)
    app.conf.broker_transport_options = {"polling_interval": 0.02}

    @app.task(name="shop.place_order", shared=False)
    def place_order(order: str) -> int:
        with (
            psycopg.connect(os.environ["DATABASE_URL"]) as connection,
            Handoff.connect() as handoff,
            handoff.transaction(connection) as work,
        ):
            connection.execute("INSERT INTO orders VALUES (%s)", [order])
            receipt = work.owe(MAILS, order)
            if order == "unpaid":
                raise ValueError(order)
        return receipt.revision

    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=WORKER_SECONDS):
        yield place_order


def run(place_order: Task, order: str) -> int:
    return place_order.delay(order).get(timeout=WORKER_SECONDS, interval=0.02)


def test_what_is_committed_is_owed_and_waits(place_order: Task, outcome_of: OutcomeOf) -> None:
    assert run(place_order, "o1") == 1
    assert outcome_of("o1") == HANDED_OVER


def test_what_is_rolled_back_was_never_owed(place_order: Task, outcome_of: OutcomeOf) -> None:
    with pytest.raises(ValueError, match="unpaid"):
        run(place_order, "unpaid")
    assert outcome_of("unpaid") == NOTHING


def test_without_redis_it_is_owed(
    place_order: Task, outcome_of: OutcomeOf, without_redis: WithoutRedis
) -> None:
    with without_redis():
        run(place_order, "o1")
    assert outcome_of("o1") == OWED_ONLY
