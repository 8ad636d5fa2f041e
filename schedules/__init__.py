"""The beat process: the shim that Celery finds, and the entries."""
