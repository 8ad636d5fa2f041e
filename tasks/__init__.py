"""The only Celery app, and every task body."""
