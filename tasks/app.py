"""The Celery app: the only one. `workers` and `schedules` are shims around it.

A message carries no work, only "lane X has due entries", so every setting here may favour a lost or
doubled message over a stuck one: what is lost is poked again, what is doubled finds nothing to claim.
"""

import logging
import sys
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from kombu import Exchange, Queue

from coalescing.declared import declared_lanes
from runtime.logs import configure_logs
from runtime.settings import get_settings
from tasks.drain import DRAIN_BUDGET_SECONDS
from tasks.time_limit import TASK_LIMIT_SECONDS

#: Queue of the housekeeping tasks, which belong to no lane.
MAINTENANCE_QUEUE = "maintenance"

#: Longer than any task may run, so that nothing is delivered again while it is being worked on.
VISIBILITY_TIMEOUT_SECONDS = 2 * TASK_LIMIT_SECONDS

#: A broker that does not answer for this long is treated as gone; the default waits for ever.
BROKER_TIMEOUT_SECONDS = 5.0


def configuration() -> dict[str, Any]:
    """Celery's configuration, from the settings."""
    settings = get_settings()
    return {
        "broker_url": settings.require_redis_url(),
        "accept_content": ["json"],
        "task_serializer": "json",
        "timezone": "UTC",
        # The anonymous exchange only: on Redis, a named one can lose its bindings and drop messages silently.
        "task_queues": [Queue(name, Exchange(""), routing_key=name) for name in queue_names()],
        "task_default_queue": MAINTENANCE_QUEUE,
        # Else Celery puts its default exchange, which has a name, in the place of the anonymous one.
        "task_default_exchange": "",
        "task_create_missing_queues": False,
        "task_acks_late": True,
        "task_reject_on_worker_lost": False,
        "task_ignore_result": True,
        "task_time_limit": TASK_LIMIT_SECONDS,
        "task_send_sent_event": True,
        "task_publish_retry": False,
        "worker_prefetch_multiplier": 1,
        "worker_concurrency": settings.worker_concurrency,
        "worker_send_task_events": True,
        "worker_soft_shutdown_timeout": 2 * DRAIN_BUDGET_SECONDS,
        "worker_hijack_root_logger": False,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_pool_acquire_timeout": BROKER_TIMEOUT_SECONDS,
        "broker_transport_options": {
            "global_keyprefix": f"{settings.redis_prefix}:celery:",
            "visibility_timeout": VISIBILITY_TIMEOUT_SECONDS,
            "unacked_restore_throttle": 1,
            "socket_timeout": BROKER_TIMEOUT_SECONDS,
            "socket_connect_timeout": BROKER_TIMEOUT_SECONDS,
            "socket_keepalive": True,
        },
    }


def queue_names() -> list[str]:
    """Every queue: those of the lanes, and the one for housekeeping."""
    return [*sorted({lane.queue for lane in declared_lanes().values()}), MAINTENANCE_QUEUE]


app = Celery("afterwrite", include=["tasks.entries", "tasks.poked"])
# Read when it is first needed, so that importing a task asks for no setting.
app.add_defaults(configuration)


#: Each of these says per message what a drain says once, with its counts.
TALKATIVE = ("celery.worker.strategy", "celery.app.trace", "celery.pool")


@setup_logging.connect(weak=False)
def _configure_logs(**_: object) -> None:
    configure_logs(get_settings(), "beat" if "beat" in sys.argv else "worker")
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
