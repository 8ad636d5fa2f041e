"""The baseline of the drain: what Celery does with one message per key, when the task itself does nothing.

An app with the platform's own settings, but for the queue.
"""

from typing import Any

from celery import Celery
from kombu import Exchange, Queue

from tasks.app import configuration

QUEUE = "per-key"


def _configuration() -> dict[str, Any]:
    queue = Queue(QUEUE, Exchange(""), routing_key=QUEUE)
    return {**configuration(), "task_queues": [queue], "task_default_queue": QUEUE}


app = Celery("per-key", set_as_current=False)
app.add_defaults(_configuration)


def _nothing(_key: str) -> None:
    pass


no_op = app.task(name="benchmarks.no_op")(_nothing)
