"""The versions of all that a context is made of, in one statement.

A version is read off the very rows that a part reads: how many they are, and the sum of a hash of each. So it
moves in the transaction of any change, whoever makes it, and costs those who write nothing: no counter that
all writes of an athlete would queue for, and none that somebody forgets. (The latest time of a change would
not do: a transaction may commit after a later one.) The rows are few, found by indexes that are there anyway.

A check-in's is its revisions: whatever is computed of it is written with another time of assessment.
"""

from storage.chat_scope import PEOPLE, SCOPE
from storage.document_access import readable
from storage.statements import Statement, written

#: Days that the parts speak of: check-ins with those that their bands are made of, and training.
LOAD_DAYS = 28
DONE_DAYS = 7
PLANNED_DAYS = 7

#: Documents that are searched for one context at most, the newest ones.
SEARCHED_AT_MOST = 200


def _of(rows: str, what: str = "one") -> str:
    """The version of rows of the alias `one`."""
    return f"(SELECT concat(count(*), '.', sum(hash_record_extended({what}, 0))) FROM {rows})"  # noqa: S608


_MINE = "JOIN athlete ON one.client_id = athlete.id CROSS JOIN asked"

_CHECK_INS = _of(
    f"daily_metrics one {_MINE} WHERE one.date > asked.today - %(days)s::int AND one.date <= asked.today",
    "ROW(one.id, one.revision, one.assessed_revision, one.assessed_at)",
)
_LOADS = _of(
    f"training_loads one {_MINE} WHERE one.date > asked.today - {LOAD_DAYS} AND one.date <= asked.today"
)
_CASES = _of(f"injury_cases one {_MINE} WHERE one.status IN ('ACTIVE', 'MONITORING')")
_RESTRICTIONS = _of(f"training_restrictions one {_MINE} WHERE one.end_date >= asked.today")
_AROUND_TODAY = f"BETWEEN asked.today - {DONE_DAYS} AND asked.today + {PLANNED_DAYS - 1}"
_WORKOUTS = _of(f"workouts one {_MINE} WHERE one.date {_AROUND_TODAY}")
_CHANGES = _of(
    "workout_modifications one JOIN workouts w ON w.id = one.workout_id"
    f" JOIN athlete ON w.client_id = athlete.id CROSS JOIN asked"
    f" WHERE one.undone_at IS NULL AND w.date {_AROUND_TODAY}"
)
_ASSIGNMENTS = _of(f"assignments one {_MINE} WHERE one.assigned_date {_AROUND_TODAY}")
_ACTIVITIES = _of(
    f"activities one {_MINE}"
    f" WHERE one.day > asked.today - {LOAD_DAYS} AND one.day <= asked.today + {PLANNED_DAYS - 1}"
)
_PROGRAMS = _of(f"training_programs one {_MINE} WHERE one.is_active")
_STREAK = _of(f"streaks one {_MINE}")
_TEAM = _of("teams one JOIN athlete ON one.id = athlete.team_id")
_MEMORIES = _of(f"chat_memories one {_MINE} WHERE one.user_id = asked.caller_id")

#: A query for the documents that are searched, after `storage.chat_scope.SCOPE`: of `document_ids`, or where
#: that is empty of all, those that may be read.
SEARCHED = readable(
    "documents.id = ANY(%(document_ids)s::uuid[])"
    " OR (cardinality(%(document_ids)s::uuid[]) = 0 AND ("
    "documents.client_id = (SELECT id FROM athlete)"
    " OR documents.business_id = ANY((SELECT businesses FROM scope)::uuid[])"
    " OR documents.coach_id = ANY((SELECT coaches FROM scope)::uuid[])))"
)

_VERSIONS = f"""
WITH {SCOPE}, people AS ({PEOPLE})
SELECT asked.caller_id, asked.caller_role, asked.athlete_id, asked.allowed, asked.today,
    {_CHECK_INS} AS check_ins, {_LOADS} AS loads, {_CASES} AS cases, {_RESTRICTIONS} AS restrictions,
    {_WORKOUTS} AS workouts, {_CHANGES} AS changes, {_ASSIGNMENTS} AS assignments,
    {_ACTIVITIES} AS activities, {_PROGRAMS} AS programs, {_STREAK} AS streak, {_TEAM} AS team,
    {_of("athlete one")} AS athlete,
    {_MEMORIES} AS memories, {_of("people one")} AS people,
    (SELECT json_agg(json_build_array(d.id, d.version) ORDER BY d.id) FROM (
        SELECT * FROM ({SEARCHED}) every ORDER BY updated_at DESC, id LIMIT {SEARCHED_AT_MOST}
    ) d) AS documents
FROM asked
"""  # noqa: S608  what is put in are statements and names of ours

#: One row: who asks (`storage.asked_athlete`), the versions, and `documents`: id and version of each that may
#: be read among `document_ids`, or where that is empty among those about the athlete or of the business
#: (NULL: none). `days` is how many days of check-ins are read. Parameters of `storage.chat_scope`.
VERSIONS: Statement = written(_VERSIONS)

_ROSTER = f"""
WITH {SCOPE}, people AS ({PEOPLE})
SELECT who, name, {_of("people one")} AS version FROM people
"""  # noqa: S608

#: `who` and `name` of each of the people, for the same parameters, with the `version` that they are of.
ROSTER: Statement = written(_ROSTER)
