"""`python -m schedules.alive`: whether a beat of this host has been heard of lately. For health checks."""

import socket
import sys

from runtime.heartbeats import BEATS, Heartbeat, HeartbeatsUnavailableError
from runtime.settings import get_settings

_TIMEOUT_MS = 2_000


def is_alive(host: str) -> bool:
    """Whether a beat of that host, leading or waiting to, gives signs of life."""
    settings = get_settings()
    heartbeat = Heartbeat(
        settings.require_redis_url(), settings.redis_prefix, host, timeout_ms=_TIMEOUT_MS, kind=BEATS
    )
    try:
        seen = heartbeat.fleet(settings.beat_seen_within_seconds).names
    except HeartbeatsUnavailableError:
        return False
    finally:
        heartbeat.stop()
    return any(name.startswith(f"{host}:") for name in seen)


if __name__ == "__main__":
    sys.exit(0 if is_alive(socket.gethostname()) else 1)
