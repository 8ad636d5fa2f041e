"""What a business's figures are read from: one statement, whatever the number of tests and testers."""

from domain.businesses import TREND_MONTHS, TestType
from storage.business_counts import COUNTED, MONTH_COLUMNS, MONTHS_COUNTED, RECENT_TESTS
from storage.statements import Statement, written

_ALL_TYPES = " + ".join(f"m.tests_{kind.lower()}" for kind in TestType)

_COLUMNS = ", ".join(f"m.{name}" for name in ("month", *MONTH_COLUMNS))
#: What is told of a month, in this order.
_MONTH = ", ".join(
    f"m.{name}"
    for name in (
        *("month", "tests", "check_ins", "readiness", "readiness_athletes"),
        *("kept", "athlete_days", "athletes"),
    )
)

__all__ = ["RECENT_TESTS", "STATS"]

# Of a business that was never counted, and of a month that was not yet, the rows themselves are counted.
_STATS = f"""
SELECT x.id, x.name, coalesce(s.version, 0) AS version, coalesce(s.as_of, now()) AS as_of, c.counts,
    CASE WHEN %(breakdowns)s::boolean THEN (
        SELECT coalesce(json_agg(json_build_array(each.id, each.name, each.number)
            ORDER BY each.number DESC, each.name, each.id), '[]')
        FROM (SELECT w.id, w.name, coalesce((c.counts -> 'testers' ->> w.id::text)::int, 0) AS number
              FROM testers w WHERE w.business_id = x.id) each
    ) END AS testers,
    CASE WHEN %(breakdowns)s::boolean THEN (
        SELECT coalesce(json_agg(json_build_array(each.id, each.name, each.number)
            ORDER BY each.number DESC, each.name, each.id), '[]')
        FROM (SELECT w.id, w.name, coalesce((c.counts -> 'locations' ->> w.id::text)::int, 0) AS number
              FROM locations w WHERE w.business_id = x.id) each
    ) END AS locations,
    CASE WHEN %(months)s::boolean THEN (
        WITH wanted AS (
            SELECT month::date AS month FROM generate_series(
                date_trunc('month', now() AT TIME ZONE x.time_zone) - interval '{TREND_MONTHS - 1} months',
                date_trunc('month', now() AT TIME ZONE x.time_zone), interval '1 month') AS month
        ), stored AS (
            SELECT m.* FROM business_trends m JOIN wanted ON wanted.month = m.month WHERE m.business_id = x.id
        ), asked AS (
            SELECT x.id AS business_id, month FROM wanted WHERE month NOT IN (SELECT month FROM stored)
        ), live AS ({MONTHS_COUNTED})
        SELECT json_agg(json_build_array({_MONTH}) ORDER BY m.month DESC)
        FROM (
            SELECT m.*, {_ALL_TYPES} AS tests FROM (
                SELECT {_COLUMNS} FROM stored m UNION ALL SELECT {_COLUMNS} FROM live m
            ) m
        ) m
    ) END AS months,
    CASE WHEN %(recent)s::boolean THEN (
        SELECT coalesce(json_agg(json_build_array(t.id, t.client_id, t.test_date, t.type, t.status,
            who.name, w.id, w.name, l.id, l.name) ORDER BY listed.number), '[]')
        FROM jsonb_array_elements_text(c.counts -> 'recent') WITH ORDINALITY AS listed (id, number)
        JOIN tests t ON t.id = listed.id::uuid
        JOIN clients who ON who.id = t.client_id
        LEFT JOIN testers w ON w.id = t.tester_id
        LEFT JOIN locations l ON l.id = t.location_id
        WHERE listed.number <= %(take)s::int
    ) END AS recent,
    (now() AT TIME ZONE x.time_zone)::date AS today
FROM businesses x
LEFT JOIN business_summaries s ON s.business_id = x.id
CROSS JOIN LATERAL (
    SELECT coalesce(s.counts, (SELECT live.counts FROM ({COUNTED} WHERE b.id = x.id) live)) AS counts OFFSET 0
) c
WHERE x.id = %(business_id)s::uuid
"""  # noqa: S608  what is put in are names, numbers and statements of ours

#: The business `business_id` with the `version` and `as_of` of its summary, its `counts`
#: (`storage.business_counts`) and `today`. NULL unless asked for: `testers` and `locations` (id, name,
#: tests), the last twelve `months`, the newest first (month, tests, check-ins, readiness, of how many
#: athletes, check-ins kept, of how many days of how many athletes), and `take` `recent` tests with the names
#: of who and where.
STATS: Statement = written(_STATS)
