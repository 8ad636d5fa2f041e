"""Connections with other services, as the web process reads and writes them in the name of a caller."""

from storage.asked_athlete import ASKED, ASKED_OR_OWN
from storage.backfills import OWE_PAST
from storage.statements import Statement, written

#: Who may connect an athlete, and end that.
CONNECTORS = ("ADMIN", "COACH", "ATHLETE")

#: For so long a state that was used is remembered: longer than any is good.
USED_STATE_MINUTES = 60

_MAY = f"asked.allowed AND asked.caller_role IN {CONNECTORS}"

#: What an athlete has connected: the asker (`storage.asked_athlete`), with a row for each connection there is
#: or was, and NULLs where there is none.
CONNECTIONS: Statement = written(f"""
WITH asked AS MATERIALIZED ({ASKED_OR_OWN})
SELECT asked.*, p.provider, p.external_user_id, p.scope, p.sync_enabled, p.connected_at, p.last_sync_at,
    p.last_sync_error
FROM asked LEFT JOIN provider_connections p ON asked.allowed AND p.client_id = asked.athlete_id
ORDER BY p.provider
""")  # noqa: S608  what is put in are statements of ours

#: Who wants to connect whom. One row.
ASKED_TO_CONNECT: Statement = written(ASKED_OR_OWN)

#: Use a state up. One row: the asker, and whether it `is_fresh` and nobody has used it before.
USE_STATE: Statement = written(f"""
WITH asked AS MATERIALIZED ({ASKED}), outdated AS (
    DELETE FROM used_oauth_states WHERE expires_at < now()
), used AS (
    INSERT INTO used_oauth_states (id, expires_at)
    SELECT %(state_id)s::uuid, now() + interval '{USED_STATE_MINUTES} minutes'
    ON CONFLICT (id) DO NOTHING RETURNING id
)
SELECT asked.*, used.id IS NOT NULL AS is_fresh FROM asked LEFT JOIN used ON true
""")  # noqa: S608

#: Connect an athlete, with sealed tokens; anew, if it was connected with the same account, or is no more; and
#: owe the past that is wanted with it (`storage.backfills.OWE_PAST`). One row: the asker, the `id` of the
#: connection (NULL: it is connected with another account), and `key` and `revision` of what is owed (NULL:
#: nothing). Where another athlete is connected with the account, a unique index has no room for it.
CONNECT: Statement = written(f"""
WITH asked AS MATERIALIZED ({ASKED}), connected AS (
    INSERT INTO provider_connections AS p
        (client_id, provider, external_user_id, access_token, refresh_token, expires_at, scope)
    SELECT asked.athlete_id, %(provider)s::text, %(external_user_id)s::text, %(access_token)s::text,
        %(refresh_token)s::text, now() + make_interval(secs => %(expires_in)s::float), %(scope)s::text
    FROM asked WHERE {_MAY}
    ON CONFLICT (client_id, provider) DO UPDATE SET
        external_user_id = excluded.external_user_id, access_token = excluded.access_token,
        refresh_token = excluded.refresh_token, expires_at = excluded.expires_at, scope = excluded.scope,
        sync_enabled = true, connected_at = now(), last_sync_error = NULL,
        last_sync_at = CASE WHEN p.external_user_id = excluded.external_user_id THEN p.last_sync_at END
    WHERE NOT p.sync_enabled OR p.external_user_id = excluded.external_user_id
    RETURNING p.id, p.client_id
), {OWE_PAST}
SELECT asked.*, connected.id, wished.key, wished.revision
FROM asked LEFT JOIN connected ON true LEFT JOIN wished ON true
""")  # noqa: S608

#: End a connection. One row: the asker; `was_connected`, and the sealed tokens that it had.
DISCONNECT: Statement = written(f"""
WITH asked AS MATERIALIZED ({ASKED}), held AS (
    SELECT p.id, p.external_user_id, p.access_token, p.refresh_token,
        extract(epoch FROM p.expires_at - now())::float AS seconds_left
    FROM provider_connections p JOIN asked ON {_MAY} AND p.client_id = asked.athlete_id
    WHERE p.provider = %(provider)s::text AND p.sync_enabled FOR NO KEY UPDATE OF p
), ended AS (
    UPDATE provider_connections p SET access_token = NULL, refresh_token = NULL, expires_at = NULL,
        sync_enabled = false, last_sync_error = NULL
    FROM held WHERE p.id = held.id
)
SELECT asked.*, held.id IS NOT NULL AS was_connected, held.external_user_id, held.access_token,
    held.refresh_token, held.seconds_left
FROM asked LEFT JOIN held ON true
""")  # noqa: S608
