"""The reassessments lane: assesses past days again, by athlete, when an earlier day has changed.

It sets nothing else in motion: what a past day has brought about is not brought about again.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow

from storage import ledger
from storage.check_ins import LANE as CHECKINS
from storage.debts import Finished
from storage.reassessments import Span, check_ins_within
from tasks.checkins import Assessed, assess_keys
from tasks.reports import BatchReport
from tasks.work import Work

#: Check-ins that are read and written together.
DAYS_AT_ONCE = 200


def reassess(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
    """Assess every check-in within the athletes' spans, and pay for those that were still owed to `checkins`.

    A day whose inputs and history are those of its results is left as it is, however old they are.

    Raises:
        ValueError: a key is no athlete's id, or a payload no list of first and last days.
    """
    keys = check_ins_within(connection, {UUID(each.key): _spans(each) for each in work})
    overtaken: set[str] = set()
    for start in range(0, len(keys), DAYS_AT_ONCE):
        assessed = assess_keys(connection, keys[start : start + DAYS_AT_ONCE], reuse_seconds=None)
        _pay(connection, assessed)
        overtaken |= {key.partition(":")[0] for key in assessed.superseded}
    return BatchReport(
        done={each.key: each.revision for each in work if each.key not in overtaken},
        superseded=frozenset(each.key for each in work) & overtaken,
    )


def _pay(connection: Connection[DictRow], assessed: Assessed) -> None:
    """Mark as done what a day owed to the checkins lane: it has its result now."""
    owed = {each.key for each in assessed.check_ins if each.assessed_revision != each.revision}
    paid = {key: Finished(revision) for key, revision in assessed.done.items() if key in owed}
    if paid:
        ledger.mark_done(connection, CHECKINS, paid)


def _spans(work: Work) -> list[Span]:
    """The first and last days that a payload names."""
    try:
        return [
            (date.fromisoformat(first), date.fromisoformat(last))
            for first, last in orjson.loads(work.payload or b"[]")
        ]
    except (TypeError, ValueError) as error:
        raise ValueError(f"the payload of {work.key!r} is not a list of first and last days") from error
