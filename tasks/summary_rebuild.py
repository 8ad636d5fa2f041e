"""Rebuilds of all summaries, page by page: each is counted, compared with what is stored, and repaired.

What differs although nothing was owed is drift: somebody has written without owing, or there is a defect. It
is counted, and logged.
"""

from collections import Counter
from uuid import UUID

import structlog

from storage.business_summaries import LANE as BUSINESS_TRENDS
from storage.business_summaries import businesses_behind, count_businesses, page_of_businesses
from storage.pools import transaction
from storage.team_summaries import count_teams, lock_teams, page_of_teams
from tasks.app import app
from tasks.resources import pool
from tasks.rounds import owe_round
from tasks.scheduled import ScheduledTask

log = structlog.get_logger(__name__)

#: Teams and businesses that are counted in one transaction: whoever writes to their summaries waits for it.
TEAMS_PAGE = 20
BUSINESSES_PAGE = 5

#: A summary that is older is computed again, since it speaks of the last 30 days.
TRENDS_AGE_SECONDS = 3_600.0

_BEFORE_ALL = UUID(int=0)


@app.task(name="tasks.rebuild_team_summaries", base=ScheduledTask, counted=("missing", "wrong", "extra"))
def rebuild_team_summaries() -> dict[str, int]:
    """Count all days of all teams. Harmless to run twice, or at the same time.

    Returns:
        Of `teams` looked at the rows that were `missing`, `wrong` or `extra`; and those that were `pending`,
        for which a run was still to come.
    """
    found = Counter(teams=0, missing=0, wrong=0, extra=0, pending=0)
    after: UUID | None = _BEFORE_ALL
    while after is not None:
        with transaction(pool()) as connection:
            teams = page_of_teams(connection, after=after, page=TEAMS_PAGE)
            locked = lock_teams(connection, teams)
            faults = count_teams(connection, [], [team.id for team in locked]) if locked else []
        new = {team.id for team in locked if not team.is_counted}
        found["teams"] += len(locked)
        for fault in faults:
            found["pending" if fault.is_owed or fault.team_id in new else fault.fault] += fault.rows
        after = teams[-1] if len(teams) == TEAMS_PAGE else None
    return _told("team summaries were not as counted", found)


@app.task(name="tasks.rebuild_business_trends", base=ScheduledTask, counted=("wrong",))
def rebuild_business_trends() -> dict[str, int]:
    """Count all businesses, closed months included. Harmless to run twice, or at the same time.

    Returns:
        Of `businesses` looked at the closed months that were `wrong`; and those that were `pending`. What a
        business comes to changes with the clock, and an open month with every check-in: that is no drift.
    """
    found = Counter(businesses=0, wrong=0, pending=0)
    after: UUID | None = _BEFORE_ALL
    while after is not None:
        with transaction(pool()) as connection:
            businesses = page_of_businesses(connection, after=after, page=BUSINESSES_PAGE)
            counted = count_businesses(connection, businesses, compared=True) if businesses else []
        found["businesses"] += len(counted)
        for each in counted:
            found["pending" if each.is_owed else "wrong"] += each.wrong_months
        after = businesses[-1] if len(businesses) == BUSINESSES_PAGE else None
    return _told("business trends were not as counted", found)


@app.task(name="tasks.owe_business_trends", base=ScheduledTask, counted=("owed",))
def owe_business_trends(
    older_than_seconds: float = TRENDS_AGE_SECONDS, spread_seconds: float = 0
) -> dict[str, int]:
    """Owe the trends of every business whose summary is older than that, or of its yesterday.

    Asking twice owes nothing new.

    Args:
        older_than_seconds: The age.
        spread_seconds: Over how long the work is spread that comes of it.
    """
    return owe_round(
        BUSINESS_TRENDS,
        lambda connection, after, page: businesses_behind(
            connection, older_than_seconds=older_than_seconds, after=after, page=page
        ),
        spread_seconds,
    )


def _told(what: str, found: Counter[str]) -> dict[str, int]:
    if found["missing"] + found["wrong"] + found["extra"]:
        log.warning(what, **found)
    return dict(found)
