"""The turn of the day: athletes whose loads do not reach up to their today are owed, a page at a time.

A day without a session is a day of rest, and nobody posts those. Beat asks all day long, since midnight is
at another time in each time zone; who has been computed since is not behind, so asking twice owes nothing.
"""

from storage.activity_debts import LANE
from storage.training_loads import athletes_behind
from tasks.app import app
from tasks.rounds import owe_round
from tasks.scheduled import ScheduledTask


@app.task(name="tasks.owe_daily_loads", base=ScheduledTask, counted=("owed",))
def owe_daily_loads(spread_seconds: float = 0) -> dict[str, int]:
    """Owe the loads of every athlete who is behind. Harmless to run twice, or at the same time.

    Args:
        spread_seconds: Over how long the work is spread that comes of it.

    Returns:
        How many athletes are owed now that were not.
    """
    return owe_round(
        LANE,
        lambda connection, after, page: athletes_behind(connection, after=after, page=page),
        spread_seconds,
    )
