"""Activities for those who have a connection of their own: a sync with another service, a test.

The web process runs the same statements, in the name of a caller.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from domain.activity import MEASURED_COLUMNS
from domain.activity_types import ActivitySource, activity_type_of
from storage.activity_removal import REMOVE_BY_NAME
from storage.activity_statements import RECORD_FOR_ATHLETE


def activity_parameters(values: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of one activity for the statements.

    Args:
        values: columns of an activity: `source`, `source_type` and `duration_seconds`; `external_id` or None;
            and of what was measured that which was given. None clears, what is absent is kept. `event_at`, if
            the source says when: what it said later is not overwritten, nor brought back if removed later.
    """
    present = [name for name in MEASURED_COLUMNS if name in values]
    return {
        **dict.fromkeys(MEASURED_COLUMNS),
        "external_id": None,
        "event_at": None,
        **values,
        "type": activity_type_of(values["source_type"]).value,
        "present": present,
    }


def record_activity(
    connection: Connection[DictRow],
    client_id: UUID,
    started_at: datetime,
    *,
    source: ActivitySource,
    source_type: str,
    duration_seconds: float,
    **more: Any,
) -> DictRow | None:
    """Store an activity of an athlete, and owe the athlete's loads if that changed anything.

    Args:
        connection: the write and the debt are in one statement, in the caller's transaction if there is one.
        client_id: the athlete.
        started_at: with time zone.
        source: who recorded it.
        source_type: what the source calls it.
        duration_seconds: how long it lasted.
        more: `external_id`, `event_at`, and columns of what was measured.

    Returns:
        The stored row, with `changed` and the lane's `revision`, which is to be submitted after the commit;
        None if there is no such athlete.
    """
    values = {"source": source, "source_type": source_type, "duration_seconds": duration_seconds, **more}
    parameters = activity_parameters(values) | {
        "client_id": client_id,
        "instant": started_at,
        "local": None,
    }
    row = connection.execute(RECORD_FOR_ATHLETE.text, parameters).fetchone()
    return row if row is not None and row["id"] is not None else None


def record_activities(
    connection: Connection[DictRow], client_id: UUID, activities: Sequence[Mapping[str, Any]]
) -> int | None:
    """Store many activities of an athlete, as `record_activity` does each, in one exchange.

    Args:
        connection: as above.
        client_id: the athlete.
        activities: as `activity_parameters` takes them, each with its `started_at`.

    Returns:
        The lane's new revision, which is to be submitted after the commit; None if nothing has changed.
    """
    parameters = [
        activity_parameters(values) | {"client_id": client_id, "instant": values["started_at"], "local": None}
        for values in activities
    ]
    if not parameters:
        return None
    revisions: list[int] = []
    with connection.cursor() as cursor:
        cursor.executemany(RECORD_FOR_ATHLETE.text, parameters, returning=True)
        for result in cursor.results():
            row = result.fetchone()
            if row is not None and row["changed"]:
                revisions.append(row["revision"])
    return max(revisions, default=None)


def remove_activity(
    connection: Connection[DictRow],
    client_id: UUID,
    event_at: datetime,
    *,
    source: ActivitySource,
    external_id: str,
) -> DictRow | None:
    """Remove an activity because its source has, and owe the athlete's loads.

    Args:
        connection: as above.
        client_id: the athlete.
        event_at: when the source said so. What it says of a time before this is too late, even if the
            activity has not been heard of yet.
        source: who recorded it.
        external_id: its name there.

    Returns:
        The row that is left, with `changed` and `revision`; None if later news stand against it, or there is
        no such athlete.
    """
    parameters = {"client_id": client_id, "source": source, "external_id": external_id, "event_at": event_at}
    row = connection.execute(REMOVE_BY_NAME.text, parameters).fetchone()
    return row if row is not None and row["id"] is not None else None
