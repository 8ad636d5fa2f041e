"""`afterwrite replay`: give dead work another chance."""

from collections.abc import Sequence

import psycopg
from psycopg.rows import dict_row

from coalescing.client import ScriptClient
from coalescing.declared import lane_named
from coalescing.errors import CoalescingError, RedisUnavailableError
from coalescing.lane_client import LaneClient
from ops.connected import connected_settings
from ops.errors import OpsError
from runtime.settings import Settings
from storage import ledger
from storage.urls import psycopg_url


def replay(settings: Settings | None = None, *, lane: str, keys: Sequence[str] | None) -> list[str]:
    """Owe dead keys again, and submit them with fresh attempts.

    Args:
        settings: Those of the process when not given.
        lane: Name of the lane.
        keys: Which keys; all that are dead when None.

    Returns:
        The keys that were dead. Where Redis does not answer, reconcile submits them later.

    Raises:
        OpsError: There is no such lane, or PostgreSQL cannot be used.
    """
    settings = connected_settings(settings)
    try:
        declared = lane_named(lane)
    except CoalescingError as error:
        raise OpsError(str(error)) from None
    try:
        with psycopg.connect(
            psycopg_url(settings.require_database_url()), row_factory=dict_row, connect_timeout=10
        ) as connection:
            owed = {debt.key: debt.revision for debt in ledger.replay(connection, lane, keys=keys)}
    except psycopg.Error as error:
        raise OpsError(f"PostgreSQL cannot be used: {str(error).strip()}") from error
    redis = ScriptClient.connect(settings.require_redis_url(), timeout_ms=2_000)
    client = LaneClient(declared, redis, settings.redis_prefix)
    try:
        client.submit_many([(key, b"", revision) for key, revision in owed.items()], delay_ms=0)
    except RedisUnavailableError as error:
        raise OpsError(
            f"{len(owed)} keys are owed again, but Redis does not answer ({error});"
            " they are submitted when it does, within half a minute."
        ) from error
    finally:
        redis.close()
    return sorted(owed)
