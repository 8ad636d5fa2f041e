"""The append-only file while something is measured: not rewritten, and on the disk before it begins."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ops.waiting import wait_until

_REWRITE = "auto-aof-rewrite-percentage"
PATIENCE_SECONDS = 60.0


@contextmanager
def never_rewritten(client: Any) -> Iterator[None]:
    """Keep Redis from forking to rewrite its file; afterwards empty it, and have it rewritten once.

    A fork makes the server copy each page that it writes to, for as long as the child lives, and the child
    takes a core: that has a cost of its own, and is not what a move costs.
    """
    (before,) = client.config_get(_REWRITE).values()
    client.config_set(_REWRITE, 0)
    try:
        yield
    finally:
        client.execute_command("FLUSHALL", "SYNC")
        client.bgrewriteaof()
        _wait_for(client, "aof_rewrite_in_progress", "aof_rewrite_scheduled")
        client.config_set(_REWRITE, before)


def wait_for_disk(client: Any) -> None:
    """Wait until what was written lies on the disk: the file is synced once a second, in a thread."""
    time.sleep(1.0)  # the server has no field that says what the next sync is still to write
    _wait_for(client, "aof_pending_bio_fsync")


def _wait_for(client: Any, *fields: str) -> None:
    def is_done() -> bool:
        persistence = client.info("persistence")
        return not any(persistence[field] for field in fields)

    if not wait_until(is_done, PATIENCE_SECONDS, 0.05):
        raise RuntimeError(f"the append-only file is busy: {client.info('persistence')}")
