"""What a command does before it runs a task's body in its own process."""

import os

from runtime.logs import configure_logs
from runtime.settings import Settings, get_settings


def be_a_worker(settings: Settings) -> None:
    """Tasks read the process's settings, so these have to be those that we found."""
    os.environ.update(settings.as_environment())
    get_settings.cache_clear()
    configure_logs(get_settings().model_copy(update={"log_level": "WARNING"}), "operator")
