"""What an assessment sets in motion: it is owed in the transaction of the assessment's results."""

from collections import defaultdict
from collections.abc import Collection, Sequence

import orjson
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lanes import INJURIES, STREAKS
from storage import ledger
from storage.recent_days import of_late
from tasks.assessing import Assessed


def set_in_motion(connection: Connection[DictRow], assessed: Assessed) -> dict[str, dict[str, int]]:
    """Owe the cascades of these check-ins, for `BatchReport.owed`; not of those that are as they were."""
    return _owe(connection, assessed.changed, [_athlete_of(key) for key in assessed.changed])


def set_in_motion_of_late(
    connection: Connection[DictRow], assessed: Sequence[Assessed], paid: Sequence[str]
) -> dict[str, dict[str, int]]:
    """The same after days were assessed again, or imported.

    What a day that is over has brought about is not brought about again: only the cascades of today and
    yesterday are owed. Streaks are counted anew where days came in (`paid`).
    """
    changed = [key for each in assessed for key in each.changed]
    return _owe(connection, of_late(connection, changed), [_athlete_of(key) for key in paid])


def _owe(
    connection: Connection[DictRow], keys: Collection[str], counted: Collection[str]
) -> dict[str, dict[str, int]]:
    days: defaultdict[str, list[str]] = defaultdict(list)
    for key in keys:
        client, _, day = key.partition(":")
        days[client].append(day)
    owed: dict[str, dict[str, int]] = {}
    if days:
        inputs = {client: orjson.dumps(sorted(its)) for client, its in days.items()}
        owed[INJURIES.name] = ledger.owe(connection, INJURIES.name, inputs, policy=INJURIES.payload)
    if counted:
        owed[STREAKS.name] = ledger.owe(connection, STREAKS.name, dict.fromkeys(counted))
    return owed


def _athlete_of(key: str) -> str:
    return key.partition(":")[0]
