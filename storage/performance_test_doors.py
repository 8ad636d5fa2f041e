"""Performance tests as the web process stores them, owed to the business's trends at once."""

from domain.businesses import OPEN_DAYS
from storage.business_summaries import LANE
from storage.dashboard_access import BUSINESS_RULE, CALLER
from storage.models import Base, PerformanceTest
from storage.raising import RAISED
from storage.statements import Statement, written

#: What is shown of one, in the table's order.
TEST_COLUMNS = tuple(
    column.name
    for column in Base.metadata.tables[PerformanceTest.__tablename__].c
    if column.name != "created_at"
)

_COLUMNS = ", ".join(f"t.{name}" for name in TEST_COLUMNS)

# A month that is closed by now is named in the lane's input, so that it is counted again. With an id that is
# known already nothing is stored: what is there is shown, if it is of the same business.
_RECORD = f"""
WITH {CALLER}, asked AS MATERIALIZED (
    SELECT caller.id AS caller_id, caller.role AS caller_role, b.id AS business_id,
        coalesce({BUSINESS_RULE}, false) AS allowed,
        EXISTS (SELECT FROM clients WHERE id = %(client_id)s::uuid AND business_id = b.id) AS has_client,
        %(tester_id)s::uuid IS NULL
            OR EXISTS (SELECT FROM testers WHERE id = %(tester_id)s::uuid AND business_id = b.id)
            AS has_tester,
        %(location_id)s::uuid IS NULL
            OR EXISTS (SELECT FROM locations WHERE id = %(location_id)s::uuid AND business_id = b.id)
            AS has_location,
        (%(test_date)s::timestamptz AT TIME ZONE b.time_zone)::date AS day,
        (now() AT TIME ZONE b.time_zone)::date AS today
    FROM (VALUES (1)) one (x)
    LEFT JOIN caller ON true
    LEFT JOIN businesses b ON b.id = %(business_id)s::uuid
), touched AS (
    INSERT INTO tests (id, client_id, test_date, type, tester_id, location_id)
    SELECT coalesce(%(id)s::uuid, gen_random_uuid()), %(client_id)s::uuid, %(test_date)s::timestamptz,
        %(test_type)s::text, %(tester_id)s::uuid, %(location_id)s::uuid
    FROM asked WHERE allowed AND has_client AND has_tester AND has_location
    ON CONFLICT (id) DO UPDATE SET id = excluded.id
        WHERE (tests.client_id, tests.tester_id, tests.location_id)
            IS NOT DISTINCT FROM (excluded.client_id, excluded.tester_id, excluded.location_id)
    RETURNING *, xmax = 0 AS made
), new AS (
    SELECT asked.business_id::text AS key, asked.day,
        date_trunc('month', asked.day) + interval '1 month' + interval '{OPEN_DAYS} days' <= asked.today
            AS is_closed
    FROM touched CROSS JOIN asked WHERE made
), raised AS (
    INSERT INTO owed_work AS debt (lane, key, revision)
    SELECT '{LANE}', key, 1 FROM new
    {RAISED}
    RETURNING key, revision
), kept AS (
    INSERT INTO owed_inputs (lane, key, revision, payload)
    SELECT '{LANE}', raised.key, raised.revision, convert_to(jsonb_build_array(new.day)::text, 'UTF8')
    FROM raised JOIN new ON new.key = raised.key WHERE new.is_closed
)
SELECT asked.caller_id, asked.caller_role, asked.business_id, asked.allowed, asked.has_client,
    asked.has_tester, asked.has_location, {_COLUMNS}, t.made, raised.key, raised.revision
FROM asked
LEFT JOIN touched t ON true
LEFT JOIN raised ON true
"""  # noqa: S608  what is put in are names, numbers and rules of ours

#: Store a test of the business `business_id`. One row: `caller_id` (NULL: no such user), `caller_role`,
#: `business_id` (NULL: none such), `allowed`, whether athlete, tester and location are the business's, the
#: test (NULLs: it was not stored, since one of these is not, or `id` is that of another test), `made` (false:
#: it was there before), and the `key` and `revision` of what is owed.
RECORD: Statement = written(_RECORD)
