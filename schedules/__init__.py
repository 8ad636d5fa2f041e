"""The beat process: the shim that Celery finds, the scheduler, and who leads."""
