"""What `celery -A schedules beat` finds."""

from schedules.entries import beat_schedule
from tasks.app import app

app.conf.beat_schedule = beat_schedule()
app.conf.beat_scheduler = "schedules.steady_scheduler:SteadyScheduler"

__all__ = ["app"]
