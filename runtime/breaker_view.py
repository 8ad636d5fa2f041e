"""Looking at the breakers of the fleet, without asking to call."""

from typing import Any

from runtime.patient_redis import PatientRedis


async def open_seconds(redis: PatientRedis, prefix: str, name: str) -> float:
    """For how many seconds a provider is still left in peace; 0 where it is not, or Redis does not say."""
    state = f"{{{prefix}:breaker:{name}}}:state"
    open_until, now = await redis.ask(_look, redis, state, otherwise=(None, None))
    if open_until is None:
        return 0.0
    seconds, microseconds = now
    return max(0.0, float(open_until) / 1000 - float(seconds) - float(microseconds) / 1e6)


async def _look(redis: PatientRedis, state: str) -> Any:
    async with redis.commands.pipeline(transaction=False) as pipeline:
        pipeline.hget(state, "open_until")
        pipeline.time()
        return await pipeline.execute()
