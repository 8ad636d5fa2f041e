"""What a business comes to now, as SQL that lanes and the web process share: one row per business.

In `counts`, with the names that they have in answers:

* `statistics`: tests in all, and of the last 30, 90 and 365 days; athletes, testers, locations; by type;
* `subscriptions`: active ones, in all and by tier;
* `testers`, `locations`: tests by id, those without any included;
* `recent`: ids of the newest tests;
* `athletes`: check-ins, readiness, alerts, cases and streaks of the business's athletes as a group.

Days are those of the business's zone. A group of fewer than `SMALLEST_GROUP` athletes is not spoken of: NULL.
"""

from domain.businesses import SMALLEST_GROUP, SubscriptionTier, TestType

#: Tests that are kept ready to be shown.
RECENT_TESTS = 50


def _object(pairs: dict[str, str]) -> str:
    return "jsonb_build_object(" + ", ".join(f"'{name}', {sql}" for name, sql in pairs.items()) + ")"


def _within(days: int) -> str:
    return f"count(*) FILTER (WHERE day > today.day - {days} AND day <= today.day)"


_STATISTICS = _object(
    {
        "totalTests": "count(*)",
        "testsLast30Days": _within(30),
        "testsLast90Days": _within(90),
        "testsLastYear": _within(365),
        "uniqueClientsCount": "count(DISTINCT client_id)",
        "activeTesterCount": "(SELECT count(*) FROM testers WHERE business_id = b.id AND is_active)",
        "activeLocationCount": "(SELECT count(*) FROM locations WHERE business_id = b.id)",
        "testsByType": _object({kind: f"count(*) FILTER (WHERE type = '{kind}')" for kind in TestType}),
    }
)

_SUBSCRIPTIONS = _object(
    {
        "totalActiveSubscriptions": "count(*)",
        "byTier": _object({tier: f"count(*) FILTER (WHERE tier = '{tier}')" for tier in SubscriptionTier}),
    }
)


def _if_enough(count: str, value: str) -> str:
    return f"CASE WHEN {count} >= {SMALLEST_GROUP} THEN {value} END"


_ATHLETES = _object(
    {
        "athleteCount": "people.number",
        "checkInRate30Days": _if_enough("people.number", "round(100.0 * mornings.kept / people.days)"),
        "averageReadiness": _if_enough("mornings.scored", "round(mornings.readiness::numeric, 1)"),
        "readinessChange": _if_enough(
            "least(mornings.scored, mornings.scored_before)",
            "round((mornings.readiness - mornings.readiness_before)::numeric, 1)",
        ),
        "athletesAtRisk": _if_enough("people.number", "people.alerted"),
        "openInjuryCases": _if_enough("people.number", "people.cases"),
        "athletesOnStreak": _if_enough("people.number", "people.on_streak"),
        "averageStreak": _if_enough("people.on_streak", "round(people.streak, 1)"),
        "completionRate30Days": _if_enough(
            "given.athletes", "round(100.0 * given.completed / nullif(given.assigned, 0))"
        ),
        "coalescing": _if_enough(
            "people.number",
            _object(
                {
                    "writes": "mornings.writes",
                    "checkIns": "mornings.check_ins",
                    "saved": "mornings.writes - mornings.check_ins",
                }
            ),
        ),
    }
)

# Laterals, here and below, are there to have indexes used: one business must never cost a whole table.
_TAKEN = "SELECT id, client_id, test_date, type FROM tests"

#: A business's tests: those that its testers took, and those at its locations.
TESTS_OF_BUSINESS = f"""
SELECT t.* FROM testers x CROSS JOIN LATERAL ({_TAKEN} WHERE tester_id = x.id OFFSET 0) t
WHERE x.business_id = b.id
UNION
SELECT t.* FROM locations l CROSS JOIN LATERAL ({_TAKEN} WHERE location_id = l.id OFFSET 0) t
WHERE l.business_id = b.id
"""  # noqa: S608  names of ours


def _by(table: str, column: str) -> str:
    return f"""
    SELECT coalesce(jsonb_object_agg(each.id, each.number), '{{}}') AS counts
    FROM (SELECT x.id, (SELECT count(*) FROM tests WHERE {column} = x.id) AS number
          FROM {table} x WHERE x.business_id = b.id) each"""  # noqa: S608  names of ours


#: `business_id` and `counts` of the businesses that `WHERE` leaves, to be followed by it; the table is `b`.
COUNTED = f"""
SELECT b.id AS business_id, jsonb_build_object('statistics', tested.statistics, 'recent', newest.ids,
    'subscriptions', subscribed.counts, 'testers', by_tester.counts, 'locations', by_location.counts,
    'athletes', {_ATHLETES}) AS counts
FROM businesses b
CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE b.time_zone)::date AS day) today
CROSS JOIN LATERAL (
    SELECT {_STATISTICS} AS statistics
    FROM (SELECT t.client_id, t.type, (t.test_date AT TIME ZONE b.time_zone)::date AS day
          FROM ({TESTS_OF_BUSINESS}) t) mine
) tested
CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(id ORDER BY test_date DESC, id), '[]') AS ids
    FROM (SELECT t.id, t.test_date FROM ({TESTS_OF_BUSINESS}) t
          ORDER BY t.test_date DESC, t.id LIMIT {RECENT_TESTS}) last
) newest
CROSS JOIN LATERAL (
    SELECT {_SUBSCRIPTIONS} AS counts FROM athlete_subscriptions
    WHERE business_id = b.id AND status = 'ACTIVE'
) subscribed
CROSS JOIN LATERAL ({_by("testers", "tester_id")}) by_tester
CROSS JOIN LATERAL ({_by("locations", "location_id")}) by_location
CROSS JOIN LATERAL (
    SELECT count(*) AS number,
        sum(least(30, greatest(1, today.day - (c.created_at AT TIME ZONE b.time_zone)::date + 1))) AS days,
        count(*) FILTER (WHERE EXISTS (SELECT FROM coach_alerts a WHERE a.client_id = c.id
            AND a.resolved_at IS NULL AND a.status = 'ACTIVE')) AS alerted,
        coalesce(sum((SELECT count(*) FROM injury_cases i
            WHERE i.client_id = c.id AND i.status IN ('ACTIVE', 'MONITORING'))), 0) AS cases,
        count(*) FILTER (WHERE s.current_last >= today.day - 1) AS on_streak,
        avg(s.current_last - s.current_start + 1) FILTER (WHERE s.current_last >= today.day - 1) AS streak
    FROM clients c LEFT JOIN streaks s ON s.client_id = c.id WHERE c.business_id = b.id
) people
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE is_new) AS check_ins,
        count(*) FILTER (WHERE is_new AND is_here) AS kept,
        coalesce(sum(revision) FILTER (WHERE is_new), 0) AS writes,
        avg(score) FILTER (WHERE is_last_week) AS readiness,
        count(DISTINCT client_id) FILTER (WHERE is_last_week AND score IS NOT NULL) AS scored,
        avg(score) FILTER (WHERE NOT is_last_week) AS readiness_before,
        count(DISTINCT client_id) FILTER (WHERE NOT is_last_week AND score IS NOT NULL) AS scored_before
    FROM (
        SELECT m.client_id, m.revision,
            m.date >= (c.created_at AT TIME ZONE b.time_zone)::date AS is_here,  -- and no imported past
            m.date > today.day - 30 AS is_new, m.date > today.day - 7 AS is_last_week,
            CASE WHEN m.assessed_revision = m.revision THEN m.readiness_score END AS score
        FROM clients c CROSS JOIN LATERAL (
            SELECT client_id, date, revision, assessed_revision, readiness_score FROM daily_metrics
            WHERE client_id = c.id AND date > today.day - 35 AND date <= today.day OFFSET 0
        ) m
        WHERE c.business_id = b.id
    ) each
) mornings
CROSS JOIN LATERAL (
    SELECT coalesce(sum(s.completed), 0) AS completed, coalesce(sum(s.assigned), 0) AS assigned,
        count(DISTINCT s.client_id) AS athletes
    FROM teams t CROSS JOIN LATERAL (
        SELECT client_id, assigned, completed FROM team_day_summaries
        WHERE team_id = t.id AND day > today.day - 30 AND day <= today.day OFFSET 0
    ) s
    WHERE t.business_id = b.id
) given
"""  # noqa: S608  here and below, what is put in are names and statements of ours

#: What a month counts, in the table's order.
MONTH_COLUMNS = (
    *(f"tests_{kind.lower()}" for kind in TestType),
    "check_ins",
    "readiness",
    "readiness_athletes",
    "kept",
    "athlete_days",
    "athletes",
)

_BY_TYPE = ", ".join(
    f"count(*) FILTER (WHERE t.type = '{kind}')::int AS tests_{kind.lower()}" for kind in TestType
)

#: The months of `asked` (`business_id`, `month`), with `MONTH_COLUMNS`.
MONTHS_COUNTED = f"""
SELECT asked.business_id, asked.month, tested.*, mornings.*, people.*
FROM asked
JOIN businesses b ON b.id = asked.business_id
CROSS JOIN LATERAL (
    SELECT {_BY_TYPE}
    FROM ({TESTS_OF_BUSINESS}) t
    WHERE t.test_date >= asked.month::timestamp AT TIME ZONE b.time_zone
      AND t.test_date < (asked.month + interval '1 month') AT TIME ZONE b.time_zone
) tested
CROSS JOIN LATERAL (
    SELECT count(m.client_id)::int AS check_ins, round(avg(score.score)::numeric, 3)::float8 AS readiness,
        count(DISTINCT m.client_id) FILTER (WHERE score.score IS NOT NULL)::int AS readiness_athletes,
        count(*) FILTER (WHERE m.date >= (c.created_at AT TIME ZONE b.time_zone)::date)::int AS kept
    FROM clients c CROSS JOIN LATERAL (
        SELECT client_id, date, revision, assessed_revision, readiness_score FROM daily_metrics
        WHERE client_id = c.id AND date >= asked.month AND date < asked.month + interval '1 month' OFFSET 0
    ) m
    CROSS JOIN LATERAL (
        SELECT CASE WHEN m.assessed_revision = m.revision THEN m.readiness_score END AS score) score
    WHERE c.business_id = b.id
) mornings
CROSS JOIN LATERAL (
    SELECT coalesce(sum(each.days), 0)::int AS athlete_days, count(each.days)::int AS athletes
    FROM (
        SELECT span.last - greatest(span.first, (c.created_at AT TIME ZONE b.time_zone)::date) + 1 AS days
        FROM clients c
        CROSS JOIN (SELECT asked.month AS first, least((asked.month + interval '1 month')::date - 1,
                        (now() AT TIME ZONE b.time_zone)::date) AS last) span
        WHERE c.business_id = b.id
    ) each
    WHERE days > 0
) people
"""  # noqa: S608
