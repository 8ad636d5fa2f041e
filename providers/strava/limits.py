"""How often Strava may be asked, and what it says of that in each answer.

Strava counts in quarter hours and in days of UTC: all calls of our application, and those that read. All of
ours read.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from runtime.quota import Quota, Said, Window
from runtime.settings import Settings
from runtime.worker_redis import WorkerRedis

QUARTER_SECONDS: Final = 900.0
DAY_SECONDS: Final = 86_400.0

#: Headers of a pair of windows (all calls, calls that read), and the names of the two.
_PAIRS: Final = (
    ("x-ratelimit-limit", "x-ratelimit-usage", ("quarter", "day")),
    ("x-readratelimit-limit", "x-readratelimit-usage", ("read-quarter", "read-day")),
)


def windows(quarter_seconds: float = QUARTER_SECONDS, day_seconds: float = DAY_SECONDS) -> tuple[Window, ...]:
    """Strava's windows, with the limits that a new application has. Other lengths are for tests."""
    return (
        Window("quarter", quarter_seconds, 200),
        Window("day", day_seconds, 2_000),
        Window("read-quarter", quarter_seconds, 100),
        Window("read-day", day_seconds, 1_000),
    )


def strava_quota(settings: Settings, redis: WorkerRedis | None = None) -> Quota:
    """The fleet's quota of Strava."""
    redis = redis or WorkerRedis(settings.require_redis_url())
    return Quota(redis, settings.redis_prefix, "strava", windows())


def said_of_limits(headers: Mapping[str, str]) -> dict[str, Said]:
    """What an answer says, by the names of windows; what is not understood is left out."""
    said: dict[str, Said] = {}
    for limit, usage, names in _PAIRS:
        pairs = zip(names, _numbers(headers.get(limit, "")), _numbers(headers.get(usage, "")), strict=False)
        said |= {name: Said(most, used) for name, most, used in pairs}
    return said


def _numbers(text: str) -> Iterable[int]:
    parts = [part.strip() for part in text.split(",")]
    return [int(part) for part in parts] if all(part.isdecimal() for part in parts) else []
