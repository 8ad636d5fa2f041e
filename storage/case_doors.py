"""Cases and their restrictions as the web process reads them, and as a person assesses them."""

from domain.injuries.cases import CaseStatus
from storage.asked_athlete import ASKED, asked_about
from storage.cascade_debts import OWE_CASCADES
from storage.models import Base, InjuryCase, TrainingRestriction
from storage.statements import Statement, written

#: Cases that are shown at most.
MOST_CASES = 200

#: What is shown, in the tables' order.
CASE_COLUMNS = tuple(column.name for column in Base.metadata.tables[InjuryCase.__tablename__].c)
RESTRICTION_COLUMNS = tuple(
    column.name
    for column in Base.metadata.tables[TrainingRestriction.__tablename__].c
    if column.name not in {"client_id", "case_id"}
)

#: A case that may not be opened again, since another one of the same kind and body part is open.
ANOTHER_IS_OPEN = "another_is_open"

_OPEN = f"('{CaseStatus.ACTIVE.value}', '{CaseStatus.MONITORING.value}')"

#: Who may assess a case.
ASSESSORS = ("ADMIN", "COACH", "PHYSIO")

_SHOW = f"""
WITH asked AS MATERIALIZED ({ASKED})
SELECT asked.caller_id, asked.caller_role, asked.athlete_id, asked.allowed, c.*, r.restrictions
FROM asked
LEFT JOIN LATERAL (
    SELECT * FROM injury_cases WHERE client_id = asked.athlete_id AND asked.allowed
    ORDER BY status IN {_OPEN} DESC, last_reported_on DESC, id LIMIT {MOST_CASES}
) c ON true
LEFT JOIN LATERAL (
    SELECT jsonb_agg(to_jsonb(one) ORDER BY one.start_date DESC, one.id) AS restrictions
    FROM training_restrictions one WHERE one.case_id = c.id
) r ON true
ORDER BY c.status IN {_OPEN} DESC, c.last_reported_on DESC, c.id
"""  # noqa: S608  here and below, what is put in are statements and names of ours

_ASSESS = f"""
WITH asked AS MATERIALIZED (
    {asked_about("(SELECT client_id FROM injury_cases WHERE id = %(case_id)s::uuid)")}
), other AS (
    SELECT true AS {ANOTHER_IS_OPEN} FROM injury_cases mine JOIN injury_cases one
        ON one.client_id = mine.client_id AND one.kind = mine.kind AND one.body_part = mine.body_part
        AND one.id <> mine.id AND one.status IN {_OPEN}
    WHERE mine.id = %(case_id)s::uuid AND %(status)s::text IN {_OPEN}
), held AS MATERIALIZED ( -- first, as a run of the cascade does, so that the two cannot wait for each other
    SELECT r.id FROM training_restrictions r JOIN asked ON asked.allowed
    WHERE r.case_id = %(case_id)s::uuid ORDER BY r.id FOR UPDATE OF r
), touched AS (
    UPDATE injury_cases c SET status = %(status)s::text, source = 'MANUAL', assessed_by = asked.caller_id,
        assessed_at = now(), updated_at = now(),
        resolved_on = CASE WHEN %(status)s::text IN {_OPEN} THEN NULL
            ELSE coalesce(c.resolved_on, asked.today) END
    FROM asked
    WHERE c.id = %(case_id)s::uuid AND asked.allowed AND asked.caller_role IN {ASSESSORS}
      AND NOT EXISTS (SELECT FROM other) AND (SELECT count(*) FROM held) >= 0
    RETURNING c.*
), cleared AS (
    UPDATE training_restrictions r SET is_active = false, cleared_at = now(), updated_at = now(),
        cleared_by = touched.assessed_by
    FROM touched
    WHERE r.case_id = touched.id AND r.is_active AND touched.status NOT IN {_OPEN}
    RETURNING r.*
), concerned AS (
    SELECT client_id, opened_on AS day FROM touched
), {OWE_CASCADES}, restricting AS (
    SELECT * FROM cleared
    UNION ALL
    SELECT r.* FROM training_restrictions r JOIN touched ON r.case_id = touched.id
    WHERE r.id NOT IN (SELECT id FROM cleared)
)
SELECT asked.caller_id, asked.caller_role, asked.athlete_id, asked.allowed, other.{ANOTHER_IS_OPEN},
    raised.revision, touched.*,
    (SELECT jsonb_agg(to_jsonb(one) ORDER BY one.start_date DESC, one.id)
     FROM restricting one) AS restrictions
FROM asked LEFT JOIN touched ON true LEFT JOIN raised ON true LEFT JOIN other ON true
LIMIT 1
"""  # noqa: S608

#: Cases of the athlete `client_id`, open ones first, with their restrictions; one row of NULLs if there are
#: none. Both of these answer who asks (`storage.asked_athlete`) too.
SHOW: Statement = written(_SHOW)

#: Make the case `case_id` the caller's, with a `status`. If that is none of the open ones its restrictions
#: are cleared. `id` is NULL where nothing was done.
ASSESS: Statement = written(_ASSESS)
