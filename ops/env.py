"""`afterwrite env`: the addresses of the platform, for the environment of a process of one's own."""

import shlex

from ops.connected import connected_settings
from runtime.settings import Settings, environment_name

#: What a process needs to hand work off, or to run a worker, beside the lanes that it knows of itself.
_FIELDS = ("database_url", "redis_url", "redis_prefix")


def env(settings: Settings | None = None) -> str:
    """Lines that a shell evaluates: `eval "$(afterwrite env)"`. They hold passwords.

    Raises:
        SettingsError: No address is set, and no platform runs on the data folder.
    """
    settings = connected_settings(settings)
    return "".join(
        f"export {environment_name(name)}={shlex.quote(str(getattr(settings, name)))}\n" for name in _FIELDS
    )
