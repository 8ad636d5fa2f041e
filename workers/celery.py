"""What `celery -A workers worker` (and `flower`) finds."""

from tasks.app import app
from workers.dispatcher import DispatcherStep

app.steps["worker"].add(DispatcherStep)

__all__ = ["app"]
