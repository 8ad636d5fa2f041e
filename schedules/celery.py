"""What `celery -A schedules beat` finds."""

from schedules.entries import beat_schedule
from tasks.app import app

app.conf.beat_schedule = beat_schedule()
# In memory: the schedule is in the code, and a file of last runs would only be one more thing to lose.
app.conf.beat_scheduler = "celery.beat:Scheduler"

__all__ = ["app"]
