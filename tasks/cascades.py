"""What an assessment sets in motion: it is owed in the transaction of the assessment's results.

Nine in ten check-ins have nothing to say to the cascade of injuries, and a correction says nothing new to a
streak: what would find nothing to do is not owed.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lanes import INJURIES, STREAKS
from storage import ledger
from storage.assessments import CheckInKey
from storage.injuries import calling
from storage.still_calling import still_calling
from tasks.assessing import Assessed


def set_in_motion(connection: Connection[DictRow], assessed: Assessed) -> dict[str, dict[str, int]]:
    """Owe the cascades of these check-ins, for `BatchReport.owed`; not of those that are as they were.

    Of days that are new and over only those that a person has filled in count: an import's come to this lane
    too, should the one that is for them not get to them.
    """
    # On most mornings there are none. A day that is not over in UTC is of late everywhere.
    begun = datetime.now(UTC).date()
    over = [key for key in assessed.first if CheckInKey.parse(key).day < begun]
    silent = frozenset(over).difference(still_calling(connection, over, frozenset(over)))
    return _owe(connection, [key for key in assessed.changed if key not in silent], assessed.first)


def set_in_motion_of_late(
    connection: Connection[DictRow], assessed: Sequence[Assessed], paid: Sequence[str]
) -> dict[str, dict[str, int]]:
    """The same after days were assessed again, or imported.

    What a day that is over has brought about is not brought about again: only the cascades of today and
    yesterday are owed, and of days that were corrected, or filled in, by a person. Streaks are counted anew
    where days came in (`paid`).
    """
    changed = [key for each in assessed for key in each.changed]
    return _owe(connection, still_calling(connection, changed, frozenset(paid)), paid)


def _owe(
    connection: Connection[DictRow], changed: Collection[str], came_in: Collection[str]
) -> dict[str, dict[str, int]]:
    owed: dict[str, dict[str, int]] = {}
    if days := _days(connection, changed):
        inputs = {str(client): orjson.dumps(sorted(its)) for client, its in days.items()}
        owed[INJURIES.name] = ledger.owe(connection, INJURIES.name, inputs, policy=INJURIES.payload)
    if came_in:
        athletes = dict.fromkeys(str(CheckInKey.parse(key).client_id) for key in came_in)
        owed[STREAKS.name] = ledger.owe(connection, STREAKS.name, athletes)
    return owed


def _days(connection: Connection[DictRow], changed: Collection[str]) -> dict[UUID, list[date]]:
    """The changed days of the athletes for whom there may be something to do."""
    days: defaultdict[UUID, list[date]] = defaultdict(list)
    for parsed in map(CheckInKey.parse, changed):
        days[parsed.client_id].append(parsed.day)
    return {client: days[client] for client in calling(connection, days)} if days else {}
