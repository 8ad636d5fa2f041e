"""A round of the schedule over many rows: looked at, owed and submitted a page at a time."""

from collections.abc import Callable, Sequence
from uuid import UUID

import structlog
from psycopg import Connection
from psycopg.rows import DictRow

from storage import ledger
from storage.pools import transaction
from tasks.resources import pool
from tasks.spreading import submit_spread

log = structlog.get_logger(__name__)

#: Rows that are looked at in one transaction. The lanes are background ones: their drains end after a batch,
#: so live check-ins wait for no more than that, however many keys are owed.
PAGE = 1_000

_BEFORE_ALL = UUID(int=0)

#: Given a connection, the last id of the page before and a page's size: the ids of this page that are to be
#: owed, and the last one that was looked at; None where there are no more.
Look = Callable[[Connection[DictRow], UUID, int], tuple[Sequence[UUID], UUID | None]]


def owe_round(lane: str, look: Look, spread_seconds: float) -> dict[str, int]:
    """Owe a lane the keys that a look at all rows finds. Harmless to run twice, or at the same time.

    Args:
        lane: Its name; the keys are ids.
        look: At one page.
        spread_seconds: Over how long the work is spread that comes of it.

    Returns:
        How many are `owed` now.
    """
    count = 0
    after: UUID | None = _BEFORE_ALL
    while after is not None:
        with transaction(pool()) as connection:
            found, after = look(connection, after, PAGE)
            revisions = ledger.owe(connection, lane, dict.fromkeys(map(str, found))) if found else {}
        submit_spread(lane, revisions, spread_seconds)
        count += len(found)
    if count:
        log.info("a round has owed", lane=lane, keys=count)
    return {"owed": count}
