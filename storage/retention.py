"""What was told, sent and undone, once it is old: which rows may go, and dropping some of them.

What goes must be missed by nobody who runs later. So nothing goes that still stands, or of which a lane still
owes something. A notice is held while what was told of it goes: a run of the lane `notices` that comes at the
same moment comes before all of it, or after. One that is under way is not waited for but passed over.
"""

from datetime import timedelta

from psycopg import Connection
from psycopg.rows import DictRow

from domain.notice_delivery import DeliveryStatus
from storage.notices import LANE as NOTICES

_DELIVERIES = "deliveries"
_OLD = "now() - %(age)s"


def _owed(lane: str, key: str) -> str:
    """Whether the lane has something to do for the key, or an operator has: what is dead can be replayed."""
    return (
        f"EXISTS (SELECT FROM owed_work debt WHERE debt.lane = '{lane}' AND debt.key = {key}::text"
        " AND debt.done_revision < debt.revision AND debt.forgotten_at IS NULL)"
    )


# Withdrawn, or expired. What neither is can be told of for as long as it stands, however old: its rows say
# who knows already.
_IS_OVER = f"(t.withdrawn_at < {_OLD} OR t.expires_at < {_OLD}) AND NOT {_owed(NOTICES, 't.id')}"

# Of a notification all or none: a correction that is still there while the news is not, or the other way
# round, would be read as something that has still to be sent.
_DROP_DELIVERIES = f"""
WITH past AS MATERIALIZED (
    SELECT d.notification_id FROM deliveries d
    JOIN notifications n ON n.id = d.notification_id JOIN notices t ON t.id = n.notice_id
    WHERE d.created_at < {_OLD} AND d.status <> '{DeliveryStatus.OWED}' AND {_IS_OVER}
        AND NOT EXISTS (
            SELECT FROM deliveries other WHERE other.notification_id = d.notification_id
                AND (other.status = '{DeliveryStatus.OWED}' OR other.created_at >= {_OLD}
                    OR other.sent_at >= {_OLD} OR {_owed(_DELIVERIES, "other.id")}))
    ORDER BY d.created_at LIMIT %(limit)s FOR NO KEY UPDATE OF t SKIP LOCKED
), tests AS MATERIALIZED (
    SELECT d.id FROM deliveries d
    WHERE d.created_at < {_OLD} AND d.status <> '{DeliveryStatus.OWED}' AND d.notification_id IS NULL
        AND (d.sent_at >= {_OLD}) IS NOT TRUE AND NOT {_owed(_DELIVERIES, "d.id")}
    ORDER BY d.created_at LIMIT %(limit)s FOR UPDATE OF d SKIP LOCKED
)
DELETE FROM deliveries USING (
    SELECT d.id FROM deliveries d JOIN (SELECT DISTINCT notification_id FROM past) its USING (notification_id)
    UNION ALL SELECT id FROM tests
) old
WHERE deliveries.id = old.id AND deliveries.status <> '{DeliveryStatus.OWED}'
"""  # noqa: S608  here and below, what is put in are constants

_DROP_NOTIFICATIONS = f"""
WITH old AS MATERIALIZED (
    SELECT n.id FROM notifications n JOIN notices t ON t.id = n.notice_id
    WHERE n.told_at < {_OLD} AND {_IS_OVER} AND NOT EXISTS (
        SELECT FROM deliveries d WHERE d.notification_id = n.id
            AND (d.status = '{DeliveryStatus.OWED}' OR {_owed(_DELIVERIES, "d.id")}))
    ORDER BY n.told_at LIMIT %(limit)s FOR NO KEY UPDATE OF t SKIP LOCKED
)
DELETE FROM notifications USING old WHERE notifications.id = old.id AND notifications.told_at < {_OLD}
"""  # noqa: S608

# What was left as a person had made it keeps the effect from being made again, for good.
_DROP_EFFECTS = f"""
DELETE FROM effects WHERE id IN (
    SELECT id FROM effects WHERE withdrawn_at < {_OLD} AND NOT left_as_is
    ORDER BY withdrawn_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
"""  # noqa: S608


def drop_deliveries(connection: Connection[DictRow], age: timedelta, *, at_most: int) -> int:
    """Drop what was sent, cancelled or given up longer ago than that; answers how many.

    Somewhat more than `at_most` where a notification has several.
    """
    return connection.execute(_DROP_DELIVERIES, {"age": age, "limit": at_most}).rowcount


def drop_notifications(connection: Connection[DictRow], age: timedelta, *, at_most: int) -> int:
    """Drop what was told, and is over, longer ago than that, with its deliveries; answers how many."""
    return connection.execute(_DROP_NOTIFICATIONS, {"age": age, "limit": at_most}).rowcount


def drop_effects(connection: Connection[DictRow], age: timedelta, *, at_most: int) -> int:
    """Drop effects that were withdrawn longer ago than that; answers how many."""
    return connection.execute(_DROP_EFFECTS, {"age": age, "limit": at_most}).rowcount
