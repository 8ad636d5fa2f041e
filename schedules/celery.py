"""What `celery -A schedules beat` finds."""

import tasks.entries  # noqa: F401  the tasks that beat sends
from tasks.app import app

app.conf.beat_scheduler = "schedules.leading_scheduler:LeadingScheduler"

__all__ = ["app"]
