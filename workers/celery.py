"""What `celery -A workers worker` (and `flower`) finds."""

from celery.signals import worker_process_init

from tasks.app import app
from workers.collector import spare_the_inherited
from workers.dispatcher import DispatcherStep

app.steps["worker"].add(DispatcherStep)
worker_process_init.connect(spare_the_inherited, weak=False)

__all__ = ["app"]
