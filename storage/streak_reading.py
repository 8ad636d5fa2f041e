"""Reading an athlete's streak: the statement of the web process."""

from storage.asked_athlete import ASKED_OR_OWN
from storage.statements import Statement, written

#: Days that are shown one by one.
SHOWN_DAYS = 28

# The streak that goes on is read from the check-ins, so that it is right a moment after one came in; the best
# one is the lane's. Days to come are not counted until they have come.
_STREAK = f"""
WITH asked AS MATERIALIZED ({ASKED_OR_OWN})
SELECT asked.*, reader.language, best.best, best.best_start, best.best_achieved_on,
    going.start AS current_start, going.last AS current_last, shown.days
FROM asked
LEFT JOIN users reader ON reader.id = asked.caller_id
LEFT JOIN streaks best ON best.client_id = asked.athlete_id AND asked.allowed
LEFT JOIN LATERAL (
    SELECT newest.day AS last, (
        SELECT min(numbered.date) FROM (
            SELECT m.date, row_number() OVER (ORDER BY m.date DESC)::int AS number FROM daily_metrics m
            WHERE m.client_id = asked.athlete_id AND m.date <= newest.day
        ) numbered
        WHERE numbered.date + numbered.number = newest.day + 1
    ) AS start
    FROM (
        SELECT max(date) AS day FROM daily_metrics
        WHERE client_id = asked.athlete_id AND date <= asked.today
    ) newest
    WHERE newest.day >= asked.today - 1
) going ON asked.allowed
LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(m.date,
        m.is_imported OR (m.created_at AT TIME ZONE asked.time_zone)::date > m.date) AS days
    FROM daily_metrics m
    WHERE m.client_id = asked.athlete_id AND m.date BETWEEN asked.today - {SHOWN_DAYS - 1} AND asked.today
) shown ON asked.allowed
"""  # noqa: S608  what is put in are statements and numbers of ours

#: One row: who asks and about whom (`storage.asked_athlete`), the asker's `language`, the best streak that
#: was counted, the first and last day of the one that goes on (NULLs: there is none), and of the last
#: `SHOWN_DAYS` days those with a check-in, as an object: whether each was filled in afterwards.
STREAK: Statement = written(_STREAK)
