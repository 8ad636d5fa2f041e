"""Reading how an athlete's connections stand, for the athlete's page."""

from storage.backfills import LANE as STRAVA_BACKFILL
from storage.statements import Statement, written

#: A row for each service that the athlete `client_id` has or had connected: `provider`, `sync_enabled`,
#: `since` (the athlete's local day), `last_sync_at`, `last_sync_error`; `newest_type` and `newest_day` of the
#: newest activity that is stored of it (NULL: none is); whether the past `is_fetching`, and whether that
#: `has_failed`. Only for those whom `storage.athlete_picture.PICTURE` has let see the athlete.
PICTURE_CONNECTIONS: Statement = written(f"""
SELECT p.provider, p.sync_enabled, (p.connected_at AT TIME ZONE c.time_zone)::date AS since, p.last_sync_at,
    p.last_sync_error, newest.type AS newest_type, newest.day AS newest_day,
    coalesce(debt.dead_at IS NULL AND debt.done_revision < debt.revision, false) AS is_fetching,
    debt.dead_at IS NOT NULL AND debt.forgotten_at IS NULL AS has_failed
FROM provider_connections p
JOIN clients c ON c.id = p.client_id
LEFT JOIN LATERAL (
    SELECT type, day FROM activities a
    WHERE a.client_id = p.client_id AND a.source = p.provider AND a.deleted_at IS NULL
    ORDER BY day DESC, started_at DESC LIMIT 1
) newest ON true
LEFT JOIN owed_work debt
    ON p.provider = 'STRAVA' AND debt.lane = '{STRAVA_BACKFILL}' AND debt.key = p.client_id::text
WHERE p.client_id = %(client_id)s::uuid
""")  # noqa: S608  the only thing put in is a constant
