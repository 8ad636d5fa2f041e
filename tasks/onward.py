"""What a run owes to other lanes: told to Redis once its transaction is committed."""

from collections.abc import Mapping

import structlog

from coalescing.errors import RedisUnavailableError
from tasks.resources import lane_client

log = structlog.get_logger(__name__)


def submit_owed(owed: Mapping[str, Mapping[str, int]]) -> None:
    """Submit what is owed: the revision of each key, by lane. A lost submit is made good by reconcile."""
    for lane, revisions in owed.items():
        try:
            lane_client(lane).submit_many([(key, b"", revision) for key, revision in revisions.items()])
        except RedisUnavailableError as error:
            log.warning("submit failed", lane=lane, keys=len(revisions), error=str(error))
