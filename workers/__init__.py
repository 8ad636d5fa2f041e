"""The worker process: the shim that Celery finds, and the dispatcher."""
