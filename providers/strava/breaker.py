"""Strava's breaker, the same for its API and for its tokens."""

from runtime.settings import Settings
from runtime.shared_breaker import SharedBreaker
from runtime.worker_redis import WorkerRedis


def strava_breaker(settings: Settings, redis: WorkerRedis | None = None) -> SharedBreaker:
    """The fleet's breaker of Strava."""
    redis = redis or WorkerRedis(settings.require_redis_url())
    return SharedBreaker(redis, settings.redis_prefix, "strava")
