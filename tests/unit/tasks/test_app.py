"""The settings of Celery that the platform's promises rest on."""

import os
import subprocess
import sys
from typing import Any

import pytest
from celery import Celery

from coalescing.declared import declared_lanes
from runtime.settings import SettingsError, get_settings
from tasks.app import DRAIN_BUDGET_SECONDS, MAINTENANCE_QUEUE, configuration

URL = "redis://127.0.0.1:1/0"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Celery:
    """An app of its own, with the platform's configuration."""
    monkeypatch.setenv("REDIS_URL", URL)
    monkeypatch.setenv("AFTERWRITE_REDIS_PREFIX", "somebody")
    get_settings.cache_clear()
    app = Celery("test", set_as_current=False)
    app.add_defaults(configuration)
    return app


@pytest.fixture
def conf(app: Celery) -> Any:
    return app.conf


def test_a_message_is_done_only_when_its_task_is(conf: Any) -> None:
    assert conf.task_acks_late
    assert conf.worker_prefetch_multiplier == 1
    # What a dead child was at is poked for again when its lease ends; sent back, it could kill for ever.
    assert not conf.task_reject_on_worker_lost


def test_messages_are_json_and_results_are_not_kept(conf: Any) -> None:
    assert conf.accept_content == ["json"]
    assert conf.task_serializer == "json"
    assert conf.task_ignore_result
    assert conf.result_backend is None


def test_queues_hang_on_the_anonymous_exchange_and_there_are_no_others(app: Celery) -> None:
    """Celery changes the exchange of a queue where it thinks that it is missing: look at what it made."""
    names = {lane.queue for lane in declared_lanes().values()} | {MAINTENANCE_QUEUE}
    queues = app.amqp.queues
    assert queues.keys() == names
    assert {queue.exchange.name for queue in queues.values()} == {""}
    assert all(queue.routing_key == name for name, queue in queues.items())
    assert not app.conf.task_create_missing_queues
    assert app.conf.task_default_queue in names


def test_nothing_is_delivered_again_while_it_is_worked_on(conf: Any) -> None:
    assert conf.broker_transport_options["visibility_timeout"] > conf.task_time_limit > DRAIN_BUDGET_SECONDS


def test_a_soft_shutdown_waits_for_the_slowest_drain(conf: Any) -> None:
    assert conf.worker_soft_shutdown_timeout > DRAIN_BUDGET_SECONDS


def test_nobody_waits_for_ever_for_the_broker_and_nobody_gives_up_on_it(conf: Any) -> None:
    options = conf.broker_transport_options
    for timeout in (
        options["socket_timeout"],
        options["socket_connect_timeout"],
        conf.broker_pool_acquire_timeout,
    ):
        assert 0 < timeout <= 10
    assert conf.broker_connection_retry_on_startup
    assert conf.broker_connection_max_retries is None


def test_platforms_on_one_redis_are_kept_apart(conf: Any) -> None:
    assert conf.broker_url == URL
    assert conf.broker_transport_options["global_keyprefix"] == "somebody:celery:"


def test_a_missing_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    get_settings.cache_clear()
    with pytest.raises(SettingsError, match="REDIS_URL is not set"):
        configuration()


def test_tasks_can_be_imported_without_any_setting() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    code = "import tasks.drain, tasks.reconcile, workers.celery, schedules.leading_scheduler"
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, timeout=60)
