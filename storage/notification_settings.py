"""How people want to be told, and where: the statements of the web process."""

from sqlalchemy import text

from domain.languages import LanguageCode
from storage.notification_inbox import CALLER
from storage.statements import Statement, compiled

#: Channels that one user may have.
MOST_CHANNELS = 20

_PREFERENCES = """
    caller.id AS caller_id, COALESCE({row}.switches, '{{}}') AS switches,
    to_char({row}.quiet_from, 'HH24:MI') AS quiet_from, to_char({row}.quiet_to, 'HH24:MI') AS quiet_to,
    {row}.time_zone, COALESCE({row}.outside_health_details, false) AS outside_health_details,
    COALESCE({row}.time_zone, own.time_zone, 'Europe/Stockholm') AS time_zone_in_force,
    {language} AS language
"""
_OWN = """
    LEFT JOIN users login ON login.id = caller.id
    LEFT JOIN athlete_accounts a ON a.user_id = caller.id LEFT JOIN clients own ON own.id = a.client_id
"""

#: The caller's preferences. One row: `caller_id` (NULL: no such user), and what is set.
PREFERENCES: Statement = compiled(
    text(f"""
    {CALLER}
    SELECT {_PREFERENCES.format(row="p", language="login.language")}
    FROM (SELECT 1) one LEFT JOIN caller ON true
    LEFT JOIN notification_preferences p ON p.user_id = caller.id {_OWN}
    """)  # noqa: S608  what is put in are constants
)

#: Change them. `given` names what is given (`quietHours`, `timeZone`, `outsideHealthDetails`, `language`);
#: `switches` is an object of those that are set, and `unset` names those that go back to their default. The
#: same row.
PREFER: Statement = compiled(
    text(f"""
    {CALLER}, kept AS (
        INSERT INTO notification_preferences AS p
            (user_id, switches, quiet_from, quiet_to, time_zone, outside_health_details)
        SELECT caller.id, CAST(:switches AS jsonb), CAST(:quiet_from AS time), CAST(:quiet_to AS time),
            CAST(:time_zone AS text), COALESCE(CAST(:outside_health_details AS boolean), false)
        FROM caller
        ON CONFLICT (user_id) DO UPDATE SET
            switches = (p.switches || excluded.switches) - CAST(:unset AS text[]),
            quiet_from = CASE WHEN 'quietHours' = ANY(CAST(:given AS text[]))
                THEN excluded.quiet_from ELSE p.quiet_from END,
            quiet_to = CASE WHEN 'quietHours' = ANY(CAST(:given AS text[]))
                THEN excluded.quiet_to ELSE p.quiet_to END,
            time_zone = CASE WHEN 'timeZone' = ANY(CAST(:given AS text[]))
                THEN excluded.time_zone ELSE p.time_zone END,
            outside_health_details = CASE WHEN 'outsideHealthDetails' = ANY(CAST(:given AS text[]))
                THEN excluded.outside_health_details ELSE p.outside_health_details END,
            updated_at = now()
        RETURNING *
    ), spoken AS (
        UPDATE users SET language = COALESCE(CAST(:language AS text), '{LanguageCode.ENGLISH}') FROM caller
        WHERE users.id = caller.id AND 'language' = ANY(CAST(:given AS text[]))
        RETURNING users.language
    )
    SELECT {_PREFERENCES.format(row="kept", language="COALESCE(spoken.language, login.language)")}
    FROM (SELECT 1) one LEFT JOIN caller ON true LEFT JOIN kept ON true LEFT JOIN spoken ON true {_OWN}
    """)  # noqa: S608  what is put in are constants
)

_CHANNEL = "ch.id, ch.kind, ch.url, ch.label, ch.minimum_priority, ch.is_active, ch.created_at"

#: The caller's channels, oldest first, each with the newest delivery of which something is known. One row at
#: least, with NULLs where there is nothing.
CHANNELS: Statement = compiled(
    text(f"""
    {CALLER}
    SELECT caller.id AS caller_id, {_CHANNEL}, last.what AS last_what, last.status AS last_status,
        last.created_at AS last_created_at, last.sent_at AS last_sent_at, last.last_error AS last_error
    FROM (SELECT 1) one LEFT JOIN caller ON true
    LEFT JOIN notification_channels ch ON ch.user_id = caller.id
    LEFT JOIN LATERAL (
        SELECT * FROM deliveries d WHERE d.channel_id = ch.id ORDER BY d.created_at DESC, d.id DESC LIMIT 1
    ) last ON true
    ORDER BY ch.created_at, ch.id
    """)  # noqa: S608  what is put in are constants
)

#: Make one. One row: `caller_id`, and the channel (NULLs: the caller has as many as one may have).
ADD_CHANNEL: Statement = compiled(
    text(f"""
    {CALLER}, made AS (
        INSERT INTO notification_channels AS ch (user_id, kind, url, secret, label, minimum_priority)
        SELECT caller.id, CAST(:kind AS text), CAST(:url AS text), CAST(:secret AS text),
            CAST(:label AS text), CAST(:minimum_priority AS text)
        FROM caller
        WHERE (SELECT count(*) FROM notification_channels WHERE user_id = caller.id) < {MOST_CHANNELS}
        RETURNING {_CHANNEL}
    )
    SELECT caller.id AS caller_id, made.*
    FROM (SELECT 1) one LEFT JOIN caller ON true LEFT JOIN made ON true
    """)  # noqa: S608  what is put in are constants
)

#: Remove one, and what it is owed. One row: `caller_id`, and its id (NULL: none of the caller's has that id).
REMOVE_CHANNEL: Statement = compiled(
    text(f"""
    {CALLER}, removed AS (
        DELETE FROM notification_channels ch USING caller
        WHERE ch.id = CAST(:channel_id AS uuid) AND ch.user_id = caller.id RETURNING ch.id
    )
    SELECT caller.id AS caller_id, removed.id
    FROM (SELECT 1) one LEFT JOIN caller ON true LEFT JOIN removed ON true
    """)  # noqa: S608  what is put in is a constant
)

#: Owe a test message to one. One row: `caller_id`, the `channel` (NULL: none of the caller's has that id),
#: whether it `is_active`, and the `delivery` (NULL: it is switched off, or there was one a moment ago).
TEST_CHANNEL: Statement = compiled(
    text(f"""
    {CALLER}, channel AS (
        SELECT ch.id, ch.is_active FROM notification_channels ch JOIN caller ON ch.user_id = caller.id
        WHERE ch.id = CAST(:channel_id AS uuid)
    ), made AS (
        INSERT INTO deliveries (channel_id, dedupe_key, what, priority)
        SELECT id, 'TEST:' || id || ':' || floor(extract(epoch FROM now()) / 10), 'TEST', 'NORMAL'
        FROM channel WHERE is_active
        ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
    ), owed AS (
        INSERT INTO owed_work (lane, key, revision) SELECT 'deliveries', id::text, 1 FROM made
    )
    SELECT caller.id AS caller_id, channel.id AS channel, channel.is_active, made.id AS delivery
    FROM (SELECT 1) one LEFT JOIN caller ON true LEFT JOIN channel ON true LEFT JOIN made ON true
    """)  # noqa: S608  what is put in is a constant
)
