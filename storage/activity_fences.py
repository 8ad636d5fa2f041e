"""How new is what is known of activities: what their source says of an earlier time says nothing new."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from domain.activity_types import ActivitySource

_READ = """
SELECT activity.client_id, activity.external_id, greatest(activity.event_at, activity.deleted_at) AS known_at,
       activity.deleted_at IS NOT NULL AS is_removed
FROM activities AS activity
JOIN unnest(%(clients)s::uuid[], %(names)s::text[]) AS one (client_id, external_id)
    USING (client_id, external_id)
WHERE activity.source = %(source)s
"""


@dataclass(frozen=True, slots=True)
class Fence:
    """Up to when an activity is known."""

    known_at: datetime | None
    is_removed: bool

    def makes_late(self, event_at: datetime) -> bool:
        """Whether an event says nothing new. In the same second nobody knows, unless the activity is gone."""
        if self.known_at is None:
            return False
        return event_at <= self.known_at if self.is_removed else event_at < self.known_at


def read_fences(
    connection: Connection[DictRow], source: ActivitySource, activities: Collection[tuple[UUID, str]]
) -> dict[tuple[UUID, str], Fence]:
    """Those of the activities (athlete and name at the source) that are known, removed ones too."""
    parameters = {
        "clients": [client for client, _ in activities],
        "names": [name for _, name in activities],
        "source": source,
    }
    return {
        (row["client_id"], row["external_id"]): Fence(row["known_at"], row["is_removed"])
        for row in connection.execute(_READ, parameters)
    }
