"""What the cascade of injuries reads, for a batch of athletes in a constant number of statements."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow, class_row

from domain.effects import Standing
from domain.injuries.said import Said
from domain.injuries.situation import StoredCase

LANE = "injuries"

# Cases that are open, or were since, and what was made of days since.
_UNDER_WAY = """
SELECT client_id
FROM unnest(%(clients)s::uuid[], %(since)s::date[]) AS given (client_id, first)
WHERE EXISTS (
    SELECT FROM injury_cases
    WHERE injury_cases.client_id = given.client_id AND CASE status
        WHEN 'WITHDRAWN' THEN source = 'MANUAL' AND opened_on >= given.first
        ELSE coalesce(resolved_on, 'infinity') >= given.first
    END
) OR EXISTS (
    SELECT FROM effects
    WHERE effects.client_id = given.client_id AND lane = %(lane)s AND withdrawn_at IS NULL
        AND date >= given.first
)
"""

# Of a morning's athletes nine in ten have nothing of all this, and cost no more than these look-ups.
# The limits are those of the rules (`domain.injuries.detection`); a check-in too many changes nothing.
_CONCERNED = (
    _UNDER_WAY
    + """
UNION
SELECT one.client_id
FROM unnest(%(athletes)s::uuid[], %(days)s::date[]) AS one (client_id, day)
JOIN daily_metrics AS said ON said.client_id = one.client_id AND said.date = one.day
WHERE injury_pain >= 3 OR is_illness OR sleep_hours < 6 OR energy_level = 1 OR stress >= 8
    OR muscle_soreness >= 7 OR request_physio_contact
    OR (readiness_score < 5.5 AND assessed_revision = revision)
"""
)

# A run that is under way has not paid its debt before its effects can be seen, so one of the two is.
_CALLING = f"""
{_CONCERNED}
UNION
SELECT client_id
FROM unnest(%(clients)s::uuid[]) AS owing (client_id)
JOIN owed_work ON lane = %(lane)s AND key = owing.client_id::text AND done_revision < revision
"""  # noqa: S608  the only thing put in is a constant

_CASES = """
SELECT id, client_id, kind, body_part, status, source, opened_on, last_reported_on, resolved_on
FROM injury_cases
WHERE client_id = ANY(%(clients)s::uuid[]) AND (status <> 'WITHDRAWN' OR source = 'MANUAL')
ORDER BY opened_on, id
"""

_CHECK_INS = """
SELECT said.client_id, said.date, said.revision, said.injury_pain AS pain,
    coalesce(said.injury_body_part, said.keyword_body_part, 'UNKNOWN') AS part, said.injury_side AS side,
    said.injury_specific_type AS injury_type, said.is_illness, said.illness_type, said.stress,
    said.sleep_hours, said.energy_level AS energy, said.muscle_soreness AS soreness,
    CASE WHEN said.assessed_revision = said.revision THEN said.readiness_score END AS readiness,
    said.request_physio_contact AS wants_physio, said.rehab_pain_during, said.rehab_pain_after
FROM unnest(%(clients)s::uuid[], %(since)s::date[]) AS one (client_id, since)
JOIN daily_metrics AS said ON said.client_id = one.client_id AND said.date >= one.since
ORDER BY said.client_id, said.date
"""

# What is made of a workout stands in the name of the check-in that opened its case, and a correction may move
# the opening: so it counts by the workout's day.
_STANDING = """
SELECT id, effect_key AS key, kind, effects.client_id, date, revision, subject, before, after
FROM unnest(%(clients)s::uuid[], %(since)s::date[]) AS one (client_id, since)
JOIN effects ON effects.client_id = one.client_id AND lane = %(lane)s AND withdrawn_at IS NULL
WHERE date >= one.since OR CASE WHEN kind = 'workout' THEN EXISTS (
    SELECT FROM workouts WHERE workouts.id = effects.subject::uuid AND workouts.date >= one.since
) ELSE false END
ORDER BY effect_key
"""

_LEFT = """
SELECT client_id, array_agg(DISTINCT effect_key) AS keys
FROM effects
WHERE client_id = ANY(%(clients)s::uuid[]) AND lane = %(lane)s AND left_as_is
GROUP BY client_id
"""


def concerned(
    connection: Connection[DictRow], since: Mapping[UUID, date], days: Mapping[UUID, Collection[date]]
) -> set[UUID]:
    """Athletes for whom there is anything to look at, of those whose check-ins of these days have changed.

    Args:
        connection: an open connection.
        since: the first changed day of each athlete.
        days: days whose check-ins have changed.
    """
    return _clients(connection, _CONCERNED, since, days)


def calling(connection: Connection[DictRow], days: Mapping[UUID, Collection[date]]) -> set[UUID]:
    """Athletes whose check-ins of these days may have something to set in motion, or to withdraw.

    Args:
        connection: in the transaction that has assessed them.
        days: at least one of each athlete.
    """
    return _clients(connection, _CALLING, {client: min(its) for client, its in days.items()}, days)


def _clients(
    connection: Connection[DictRow],
    statement: str,
    since: Mapping[UUID, date],
    days: Mapping[UUID, Collection[date]],
) -> set[UUID]:
    pairs = [(client, day) for client, its in days.items() for day in its]
    parameters = {
        "clients": list(since),
        "since": list(since.values()),
        "athletes": [client for client, _ in pairs],
        "days": [day for _, day in pairs],
        "lane": LANE,
    }
    return {row["client_id"] for row in connection.execute(statement, parameters)}


def stored_cases(connection: Connection[DictRow], clients: Collection[UUID]) -> dict[UUID, list[StoredCase]]:
    """All cases of each athlete but those that were withdrawn; those that a person keeps all the same."""
    found: dict[UUID, list[StoredCase]] = {client: [] for client in clients}
    with connection.cursor(row_factory=class_row(StoredCase)) as cursor:
        for case in cursor.execute(_CASES, {"clients": list(clients)}):
            found[case.client_id].append(case)
    return found


def check_ins_since(connection: Connection[DictRow], since: Mapping[UUID, date]) -> dict[UUID, list[Said]]:
    """Each athlete's check-ins from a day on, in the order of their days."""
    found: dict[UUID, list[Said]] = {client: [] for client in since}
    for row in connection.execute(_CHECK_INS, {"clients": list(since), "since": list(since.values())}):
        found[row.pop("client_id")].append(Said(**row))
    return found


def standing_since(connection: Connection[DictRow], since: Mapping[UUID, date]) -> dict[UUID, list[Standing]]:
    """Each athlete's standing effects of the lane, of check-ins or on workouts of a day or later."""
    found: dict[UUID, list[Standing]] = {client: [] for client in since}
    with connection.cursor(row_factory=class_row(Standing)) as cursor:
        parameters = {"lane": LANE, "clients": list(since), "since": list(since.values())}
        for effect in cursor.execute(_STANDING, parameters):
            found[effect.client_id].append(effect)
    return found


def left_as_is(connection: Connection[DictRow], clients: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """Keys of each athlete's effects that were withdrawn while a person had changed their subject."""
    rows = connection.execute(_LEFT, {"clients": list(clients), "lane": LANE})
    return {row["client_id"]: frozenset(row["keys"]) for row in rows}
