"""The debounce layer: knows Redis, and nothing of SQL, Celery or the domain."""
