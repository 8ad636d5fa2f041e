"""Debts that are put off: owed, but by way of another lane first.

A bulk of past days is assessed by athlete, in the background, by the lane `reassessments`, which pays what
each day owes to `checkins`. Were these debts like any others, reconcile would submit them all to `checkins`
a few seconds later, in front of the live ones. So their `owed_at` lies ahead: until then reconcile leaves
them alone, and after it takes them up, should the other lane not have come to it.
"""

from collections.abc import Mapping
from datetime import datetime

from psycopg import Connection
from psycopg.rows import DictRow
from sqlalchemy import case, func, literal_column
from sqlalchemy.sql.elements import ColumnElement

#: How far ahead: longer than any import takes to be assessed.
PUT_OFF_HOURS = 6

_SPAN: ColumnElement[object] = literal_column(f"interval '{PUT_OFF_HOURS} hours'")


def accepted_at(owed_at: ColumnElement[object]) -> ColumnElement[object]:
    """When what is owed was accepted, for people: for a debt that is put off that is not `owed_at` itself."""
    return case((owed_at > func.now(), func.least(owed_at - _SPAN, func.now())), else_=owed_at)


def no_longer(owed_at: ColumnElement[object]) -> ColumnElement[object]:
    """What `owed_at` becomes when new input comes in for a key that is still owed.

    What is late stays as late as it is, and what was put off is owed from now on.
    """
    return func.least(owed_at, func.now())


_PUT_OFF = f"""
INSERT INTO owed_work AS debt (lane, key, revision, owed_at)
SELECT %(lane)s, one.key, one.revision, now() + interval '{PUT_OFF_HOURS} hours'
FROM unnest(%(keys)s::text[], %(revisions)s::bigint[]) AS one (key, revision)
ON CONFLICT (lane, key) DO UPDATE SET
    revision = excluded.revision,
    owed_at = CASE WHEN debt.done_revision < debt.revision AND debt.dead_at IS NULL
        THEN debt.owed_at ELSE excluded.owed_at END,
    last_error = NULL, dead_at = NULL, forgotten_at = NULL
WHERE debt.revision < excluded.revision
"""  # noqa: S608  the only thing put in is a constant


_OWE_AT = """
INSERT INTO owed_work AS debt (lane, key, revision, owed_at)
SELECT %(lane)s, one.key, 1, one.at
FROM unnest(%(keys)s::text[], %(times)s::timestamptz[]) AS one (key, at)
ORDER BY one.key
ON CONFLICT (lane, key) DO UPDATE SET
    revision = debt.revision + 1, owed_at = excluded.owed_at,
    last_error = NULL, dead_at = NULL, forgotten_at = NULL
"""


def owe_at(connection: Connection[DictRow], lane: str, times: Mapping[str, datetime]) -> None:
    """Owe one more revision of each key from a time on; in the caller's transaction.

    It is not to be submitted: reconcile takes it up when its time has come.
    """
    keys = sorted(times)
    parameters = {"lane": lane, "keys": keys, "times": [times[key] for key in keys]}
    connection.execute(_OWE_AT, parameters)


def put_off(connection: Connection[DictRow], lane: str, revisions: Mapping[str, int]) -> None:
    """Owe these revisions of the keys to a lane, put off; in the caller's transaction.

    A key that the lane owes already is not put off: what waits in Redis does the newer revision too.
    """
    keys = sorted(revisions)
    parameters = {"lane": lane, "keys": keys, "revisions": [revisions[key] for key in keys]}
    connection.execute(_PUT_OFF, parameters)
