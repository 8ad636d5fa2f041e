"""What was told, sent and undone, once it is old: which rows may go, and dropping some of them.

What goes must be missed by nobody who runs later. So nothing goes that still stands, or of which a lane still
owes something. A notice is held while what was told of it goes: a run of the lane `notices` that comes at the
same moment comes before all of it, or after. One that is under way is not waited for but passed over.
"""

import datetime as dt
from typing import NamedTuple
from uuid import UUID

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

# Much of what is old stands, and is looked at once in a run: a page goes on behind the last one. Its rows are
# found by arrays of ids, and so by index: a join might read the whole table for each page.
_BEHIND = "> (%(after_at)s::timestamptz, %(after_id)s::uuid)"

_LOOKED_AT = """
SELECT (SELECT count(*) FROM gone) AS dropped, (SELECT count(*) FROM looked_at) AS looked_at, last.*
FROM (SELECT 1) one LEFT JOIN (SELECT at, id FROM looked_at ORDER BY at DESC, id DESC LIMIT 1) last ON true
"""

# Of a notification all or none: a correction that is still there while the news is not, or the other way
# round, would be read as something that has still to be sent.
_DROP_DELIVERIES = f"""
WITH looked_at AS MATERIALIZED (
    SELECT d.created_at AS at, d.id, d.notification_id FROM deliveries d
    WHERE d.created_at < {_OLD} AND d.status <> '{DeliveryStatus.OWED}' AND (d.created_at, d.id) {_BEHIND}
    ORDER BY d.created_at, d.id LIMIT %(limit)s
), past AS MATERIALIZED (
    SELECT n.id FROM notifications n JOIN notices t ON t.id = n.notice_id
    WHERE n.id = ANY(ARRAY(SELECT notification_id FROM looked_at)) AND {_IS_OVER}
        AND NOT EXISTS (
            SELECT FROM deliveries other WHERE other.notification_id = n.id
                AND (other.status = '{DeliveryStatus.OWED}' OR other.created_at >= {_OLD}
                    OR other.sent_at >= {_OLD} OR {_owed(_DELIVERIES, "other.id")}))
    FOR NO KEY UPDATE OF t SKIP LOCKED
), tests AS MATERIALIZED (
    SELECT d.id FROM deliveries d
    WHERE d.id = ANY(ARRAY(SELECT id FROM looked_at WHERE notification_id IS NULL))
        AND (d.sent_at >= {_OLD}) IS NOT TRUE AND NOT {_owed(_DELIVERIES, "d.id")}
    FOR UPDATE OF d SKIP LOCKED
), gone AS (
    DELETE FROM deliveries WHERE status <> '{DeliveryStatus.OWED}' AND id = ANY(ARRAY(
        SELECT d.id FROM deliveries d JOIN past ON past.id = d.notification_id
        UNION ALL SELECT id FROM tests))
    RETURNING id
)
{_LOOKED_AT}
"""  # noqa: S608  here and below, what is put in are constants

# Those that somebody is just reading, or putting away, are passed over too: who marks all of them and we
# could wait for each other.
_DROP_NOTIFICATIONS = f"""
WITH looked_at AS MATERIALIZED (
    SELECT n.told_at AS at, n.id FROM notifications n
    WHERE n.told_at < {_OLD} AND (n.told_at, n.id) {_BEHIND}
    ORDER BY n.told_at, n.id LIMIT %(limit)s
), old AS MATERIALIZED (
    SELECT n.id FROM notifications n JOIN notices t ON t.id = n.notice_id
    WHERE n.id = ANY(ARRAY(SELECT id FROM looked_at)) AND n.told_at < {_OLD} AND {_IS_OVER} AND NOT EXISTS (
        SELECT FROM deliveries d WHERE d.notification_id = n.id
            AND (d.status = '{DeliveryStatus.OWED}' OR {_owed(_DELIVERIES, "d.id")}))
    FOR NO KEY UPDATE OF t SKIP LOCKED FOR UPDATE OF n SKIP LOCKED
), gone AS (
    DELETE FROM notifications WHERE told_at < {_OLD} AND id = ANY(ARRAY(SELECT id FROM old)) RETURNING id
)
{_LOOKED_AT}
"""  # noqa: S608

# What was left as a person had made it keeps the effect from being made again, for good.
_DROP_EFFECTS = f"""
DELETE FROM effects WHERE id IN (
    SELECT id FROM effects WHERE withdrawn_at < {_OLD} AND NOT left_as_is
    ORDER BY withdrawn_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
"""  # noqa: S608


class Place(NamedTuple):
    """Of the last row that was looked at; what comes next is behind it."""

    at: dt.datetime
    id: UUID


#: Before everything.
START = Place(dt.datetime.min.replace(tzinfo=dt.UTC), UUID(int=0))


class Dropped(NamedTuple):
    """What has become of a page."""

    rows: int
    #: None: that was the last one.
    last: Place | None


def drop_deliveries(
    connection: Connection[DictRow], age: dt.timedelta, *, at_most: int, after: Place = START
) -> Dropped:
    """Look at so many that were sent, cancelled or given up longer ago than that; drop those that may go.

    Somewhat more than `at_most` where a notification has several.
    """
    return _page(connection, _DROP_DELIVERIES, age, at_most, after)


def drop_notifications(
    connection: Connection[DictRow], age: dt.timedelta, *, at_most: int, after: Place = START
) -> Dropped:
    """The same of what was told in the app; what goes takes its deliveries with it."""
    return _page(connection, _DROP_NOTIFICATIONS, age, at_most, after)


def drop_effects(connection: Connection[DictRow], age: dt.timedelta, *, at_most: int) -> int:
    """Drop effects that were withdrawn longer ago than that; answers how many."""
    return connection.execute(_DROP_EFFECTS, {"age": age, "limit": at_most}).rowcount


def _page(
    connection: Connection[DictRow], statement: str, age: dt.timedelta, at_most: int, after: Place
) -> Dropped:
    parameters = {"age": age, "limit": at_most, "after_at": after.at, "after_id": after.id}
    row = connection.execute(statement, parameters).fetchone()
    assert row is not None  # noqa: S101  it always answers one
    is_last = row["looked_at"] < at_most
    return Dropped(row["dropped"], None if is_last else Place(row["at"], row["id"]))
