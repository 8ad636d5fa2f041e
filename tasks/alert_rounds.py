"""The rounds of the lane alerts: every half hour each athlete is looked at, a page at a time.

Whether somebody has missed a check-in is a matter of the clock, and no write tells of it. Only athletes for
whom there is something to raise, to bring up to date or to resolve are owed; asking twice owes nothing new.
"""

from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from storage.coach_alerts import LANE, page_of_athletes
from tasks.alerts import look_at
from tasks.app import app
from tasks.rounds import owe_round
from tasks.scheduled import ScheduledTask


@app.task(name="tasks.owe_alerts", base=ScheduledTask, counted=("owed",))
def owe_alerts(spread_seconds: float = 0) -> dict[str, int]:
    """Owe every athlete whose alerts are not what they should be. Harmless to run twice, or at the same time.

    Args:
        spread_seconds: Over how long the work is spread that comes of it.

    Returns:
        How many athletes are owed now that were not.
    """
    return owe_round(LANE, _to_be_changed, spread_seconds)


def _to_be_changed(connection: Connection[DictRow], after: UUID, page: int) -> tuple[list[UUID], UUID | None]:
    clients, last = page_of_athletes(connection, after=after, page=page)
    return [client for client, one in look_at(connection, clients).items() if one.changes], last
