"""The baseline of the cascades: the platform's own worker, whose check-ins set nothing in motion."""

from tasks import checkins
from workers.celery import app

__all__ = ["app"]

checkins.set_in_motion = lambda _connection, _assessed: {}
