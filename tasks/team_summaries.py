"""The lane team-summaries: counts a team's day anew, and writes what differs.

What is counted depends on the assignments alone, so it does not matter how often, in which order, or how late
it runs. A team that was never counted is counted as a whole. Where something changed, the business's trends
are owed.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from storage import ledger
from storage.business_summaries import LANE as BUSINESS_TRENDS
from storage.team_summaries import count_teams, lock_teams
from tasks.reports import BatchReport
from tasks.work import Work


def summarise(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
    """Count these teams' days. A constant number of statements whatever their number.

    Raises:
        ValueError: a key is no team's id with a day.
    """
    keys = {each.key: _read(each.key) for each in work}
    teams = {team.id: team for team in lock_teams(connection, {team for team, _ in keys.values()})}
    days = [(team, day) for team, day in keys.values() if team in teams]
    whole = [team.id for team in teams.values() if not team.is_counted]
    changed = {fault.team_id for fault in count_teams(connection, days, whole)} if days else set()
    businesses = {str(teams[team].business_id) for team in changed if teams[team].business_id}
    owed = ledger.owe(connection, BUSINESS_TRENDS, dict.fromkeys(businesses)) if businesses else {}
    known = {key for key, (team, _) in keys.items() if team in teams}
    return BatchReport(
        done={each.key: each.revision for each in work if each.key in known},
        unchanged=frozenset(key for key in known if keys[key][0] not in changed),
        void=frozenset(keys.keys() - known),
        owed={BUSINESS_TRENDS: owed} if owed else {},
    )


def _read(key: str) -> tuple[UUID, date]:
    team, _, day = key.partition(":")
    try:
        return UUID(team), date.fromisoformat(day)
    except ValueError:
        raise ValueError(f"key {key!r} is not a team's id with a day") from None
