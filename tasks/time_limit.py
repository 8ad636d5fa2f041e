"""How long a task may take."""

#: A task that takes this long is stuck: its process is replaced, and a sweep gives its entries back.
TASK_LIMIT_SECONDS = 300
