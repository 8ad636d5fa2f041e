"""What people read of their own notifications, and do with them: the statements of the web process."""

from sqlalchemy import text

from storage.statements import Statement, compiled

#: The user who asks, as `storage.access.caller` finds them.
CALLER = """
WITH caller AS (
    SELECT id, role FROM users
    WHERE id = CAST(:caller_id AS uuid) OR email = CAST(:caller_email AS text) LIMIT 1
)
"""

_SHOWN = """
n.id, n.kind, n.priority, n.audience, n.client_id, n.date, n.title, n.body, n.params, n.created_at, n.told_at,
    n.read_at, n.dismissed_at, n.expires_at, n.withdrawn_at, n.withdrawn_because
"""

_UNREAD = """
(n.read_at IS NULL AND n.dismissed_at IS NULL AND n.withdrawn_at IS NULL
    AND (n.expires_at IS NULL OR n.expires_at > now()))
"""

#: A page of the caller's notifications: unread ones first, then the newest, from behind a cursor on; and how
#: many are unread. One row at least, with NULLs where there is nothing: `caller_id` (NULL: no such user),
#: `unread_count`, and the notification.
INBOX: Statement = compiled(
    text(f"""
    {CALLER}, mine AS MATERIALIZED ( -- there may be many: no more of each than it takes to put them in order
        SELECT n.id, n.told_at, {_UNREAD} AS unread
        FROM caller JOIN notifications n ON n.recipient_id = caller.id WHERE n.dismissed_at IS NULL
    ), chosen AS (
        SELECT * FROM mine
        WHERE (unread OR NOT CAST(:only_unread AS boolean))
            AND (CAST(:after_id AS uuid) IS NULL OR (unread, told_at, id)
            < (CAST(:after_unread AS boolean), CAST(:after_told_at AS timestamptz), CAST(:after_id AS uuid)))
        ORDER BY unread DESC, told_at DESC, id DESC LIMIT CAST(:limit AS int) + 1
    ), page AS (
        SELECT {_SHOWN}, chosen.unread FROM chosen JOIN notifications n ON n.id = chosen.id
    )
    SELECT caller.id AS caller_id, (SELECT count(*) FROM mine WHERE unread) AS unread_count, page.*
    FROM (SELECT 1) one LEFT JOIN caller ON true LEFT JOIN page ON true
    ORDER BY page.unread DESC, page.told_at DESC, page.id DESC
    """)  # noqa: S608  what is put in are constants
)


def _mark(change: str) -> Statement:
    return compiled(
        text(f"""
        {CALLER}, marked AS (
            UPDATE notifications n SET {change}
            FROM caller WHERE n.id = CAST(:notification_id AS uuid) AND n.recipient_id = caller.id
            RETURNING {_SHOWN}, {_UNREAD} AS unread
        )
        SELECT caller.id AS caller_id, marked.*
        FROM (SELECT 1) one LEFT JOIN caller ON true LEFT JOIN marked ON true
        """)  # noqa: S608  what is put in are constants
    )


#: Mark one of the caller's as read, or put it away. One row: `caller_id`, and the notification (NULLs: none
#: of the caller's has that id).
READ: Statement = _mark("read_at = COALESCE(n.read_at, now())")
DISMISS: Statement = _mark(
    "read_at = COALESCE(n.read_at, now()), dismissed_at = COALESCE(n.dismissed_at, now())"
)

#: Mark all of the caller's as read. One row: `caller_id`, and how many were not.
READ_ALL: Statement = compiled(
    text(f"""
    {CALLER}, marked AS (
        UPDATE notifications n SET read_at = now()
        FROM caller WHERE n.recipient_id = caller.id AND n.read_at IS NULL RETURNING n.id
    )
    SELECT (SELECT id FROM caller) AS caller_id, (SELECT count(*) FROM marked) AS marked
    """)  # noqa: S608  what is put in is a constant
)
