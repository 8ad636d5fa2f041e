"""Documents as the web process lists, writes and removes them."""

from storage.chat_scope import SCOPE
from storage.chat_versions import SEARCHED, SEARCHED_AT_MOST
from storage.dashboard_access import BUSINESS_RULE, CALLER
from storage.document_access import DOCUMENT_COLUMNS, readable
from storage.statements import Statement, written

#: Documents of one business, one athlete, or one coach, at most.
MOST_DOCUMENTS = 200

_LIST = f"""
WITH {SCOPE}
SELECT asked.caller_id, asked.caller_role, asked.athlete_id, asked.allowed, d.*
FROM asked LEFT JOIN ({SEARCHED}) d ON true
ORDER BY d.updated_at DESC, d.id LIMIT {SEARCHED_AT_MOST}
"""  # noqa: S608  here and below, what is put in are statements and names of ours

_PLANNER = "caller.role IN ('ADMIN', 'COACH')"

_TRAINS = "(caller.role = 'ADMIN' OR (caller.role = 'COACH' AND c.user_id = caller.id))"

# Where it is to go, and whether the caller may put it there: an athlete's, by whoever trains the athlete.
_PLACE = f"""
{CALLER}, place AS MATERIALIZED (
    SELECT caller.id AS caller_id, caller.role AS caller_role, b.id AS business_id, c.id AS client_id,
        coalesce(CASE
            WHEN %(business_id)s::uuid IS NOT NULL THEN b.id IS NOT NULL AND {BUSINESS_RULE}
            WHEN %(client_id)s::uuid IS NOT NULL
                THEN c.id IS NOT NULL AND {_TRAINS}
            ELSE {_PLANNER} END, false) AS allowed
    FROM (VALUES (1)) one (x)
    LEFT JOIN caller ON true
    LEFT JOIN businesses b ON b.id = %(business_id)s::uuid
    LEFT JOIN clients c ON c.id = %(client_id)s::uuid
), room AS MATERIALIZED (
    SELECT count(d.id) < {MOST_DOCUMENTS} AS is_left FROM place LEFT JOIN documents d
        ON d.business_id = place.business_id OR d.client_id = place.client_id
        OR (d.coach_id = place.caller_id AND place.business_id IS NULL AND place.client_id IS NULL)
)
"""  # noqa: S608

_PASSAGES = """
    INSERT INTO document_chunks (document_id, version, position, language, text)
    SELECT touched.id, touched.version, passage.number - 1, touched.language, passage.text
    FROM touched, jsonb_array_elements_text(%(passages)s::jsonb) WITH ORDINALITY AS passage (text, number)
"""

_TOLD = ", ".join(f"touched.{name}" for name in DOCUMENT_COLUMNS)

_ADD = f"""
WITH {_PLACE}, touched AS (
    INSERT INTO documents
        (business_id, client_id, coach_id, title, language, characters, passages, user_id)
    SELECT business_id, client_id, CASE WHEN business_id IS NULL AND client_id IS NULL THEN caller_id END,
        %(title)s::text, %(language)s::text, %(characters)s::int, jsonb_array_length(%(passages)s::jsonb),
        caller_id
    FROM place, room WHERE place.allowed AND room.is_left
    RETURNING *
), kept AS ({_PASSAGES})
SELECT place.caller_id, place.caller_role, place.business_id AS found_business,
    place.client_id AS found_client, place.allowed, room.is_left, {_TOLD}
FROM place CROSS JOIN room LEFT JOIN touched ON true
"""  # noqa: S608

# One's own documents, and those of one's business or athletes.
_OLD = f"""
{CALLER}, one_of AS MATERIALIZED (
    {readable("documents.id = %(document_id)s::uuid")}
), old AS MATERIALIZED (
    SELECT caller.id AS caller_id, caller.role AS caller_role, d.id,
        coalesce(caller.role = 'ADMIN' OR (caller.role = 'COACH' AND (d.coach_id = caller.id
            OR c.user_id = caller.id OR (d.business_id IS NOT NULL AND {BUSINESS_RULE}))), false) AS allowed
    FROM (VALUES (1)) one (x)
    LEFT JOIN caller ON true
    LEFT JOIN one_of d ON true
    LEFT JOIN businesses b ON b.id = d.business_id
    LEFT JOIN clients c ON c.id = d.client_id
)
"""  # noqa: S608

# The passages of the new version are others: those of the old one can be read until the end of this.
_REPLACE = f"""
WITH {_OLD}, touched AS (
    UPDATE documents d SET title = %(title)s::text, language = %(language)s::text,
        characters = %(characters)s::int, passages = jsonb_array_length(%(passages)s::jsonb),
        user_id = old.caller_id, version = d.version + 1, updated_at = now()
    FROM old WHERE d.id = old.id AND old.allowed
    RETURNING d.*
), gone AS (
    DELETE FROM document_chunks c USING touched
    WHERE c.document_id = touched.id AND c.version < touched.version
), kept AS ({_PASSAGES})
SELECT old.caller_id, old.caller_role, old.id AS found, old.allowed, {_TOLD}
FROM old LEFT JOIN touched ON true
"""  # noqa: S608

_REMOVE = f"""
WITH {_OLD}, touched AS (
    DELETE FROM documents d USING old WHERE d.id = old.id AND old.allowed RETURNING d.*
)
SELECT old.caller_id, old.caller_role, old.id AS found, old.allowed, {_TOLD}
FROM old LEFT JOIN touched ON true
"""  # noqa: S608

#: The documents that a question about the athlete `client_id`, or in the business `business_id`, may be
#: answered by, the newest first; one row of NULLs if there are none. All begin with who asks.
LIST: Statement = written(_LIST)

#: Add a document to the business `business_id`, the athlete `client_id`, or else the caller's own. `id` is
#: NULL where it was not: not `allowed`, or no room `is_left`. `passages` is a JSON list of texts.
ADD: Statement = written(_ADD)

#: Replace the document `document_id`: it keeps its id and its place, and gets another version. `found` is
#: NULL where the caller may not even read it; `id` is, where it was not replaced.
REPLACE: Statement = written(_REPLACE)

#: Remove it. Answers as REPLACE does, what it was.
REMOVE: Statement = written(_REMOVE)
