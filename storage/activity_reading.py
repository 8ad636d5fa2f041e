"""Reading an athlete's activities: the statement of the web process."""

from storage.asked_athlete import ASKED
from storage.models import ACTIVITY_COLUMNS
from storage.statements import Statement, written

#: Days that are shown if none are asked for, and at most.
USUAL_DAYS = 28
MOST_DAYS = 366

_SHOWN = ", ".join(f"activity.{column}" for column in ACTIVITY_COLUMNS)

#: An athlete's activities of the local days from `first` to `last` (both may be NULL), newest first; one row
#: of NULLs if there are none. Answers the asker (`storage.asked_athlete`), the first and last day that are
#: shown, and what heart rates are held against: `own_resting_hr`, `own_max_hr`, `own_sex`.
ACTIVITIES: Statement = written(f"""
WITH asked AS MATERIALIZED ({ASKED}), span AS (
    SELECT greatest(coalesce(%(first)s::date, wanted.last - {USUAL_DAYS - 1}), wanted.last - {MOST_DAYS - 1})
        AS first, wanted.last
    FROM (SELECT coalesce(%(last)s::date, asked.today) AS last FROM asked) wanted
)
SELECT asked.caller_id, asked.caller_role, asked.athlete_id, asked.allowed, span.first, span.last,
    own.resting_hr AS own_resting_hr, own.max_hr AS own_max_hr, own.sex AS own_sex, {_SHOWN}
FROM asked CROSS JOIN span
LEFT JOIN clients own ON asked.allowed AND own.id = asked.athlete_id
LEFT JOIN activities activity ON activity.client_id = own.id AND activity.deleted_at IS NULL
    AND activity.day BETWEEN span.first AND span.last
ORDER BY activity.started_at DESC, activity.id
""")  # noqa: S608  what is put in are statements, names and numbers of ours
