"""The reassessments lane: assesses past days again, by athlete, when an earlier day has changed.

What a past day has brought about is not brought about again: only the cascades of the last two days are. A
correction that was owed to the lane `checkins`, and is done here, sets in motion what it would have there.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow

from storage import ledger
from storage.assessments import CheckInKey
from storage.check_ins import LANE as CHECKINS
from storage.debts import Finished
from storage.reassessments import LANE, Span, check_ins_within, outrun, owe_reassessments
from tasks.assessing import Assessed, assess_keys
from tasks.cascades import set_in_motion_of_late
from tasks.reports import BatchReport
from tasks.work import Work

#: Check-ins that are read and written together.
DAYS_AT_ONCE = 200

#: Check-ins of one athlete that one run assesses; the rest is owed again, and a live batch may go first. An
#: import brings years of an athlete's days.
DAYS_OF_ONE = 50


def reassess(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
    """Assess the check-ins within the athletes' spans, and pay for those that were still owed to `checkins`.

    Of an athlete with more than `DAYS_OF_ONE` of them, these are the oldest; the others are owed anew.

    A day whose inputs and history are those of its results is left as it is, however old they are.

    Raises:
        ValueError: a key is no athlete's id, or a payload no list of first and last days.
    """
    within = check_ins_within(connection, {UUID(each.key): _spans(each) for each in work})
    keys, left = _parted(within)
    overtaken: set[str] = set()
    paid: list[str] = []
    all_assessed: list[Assessed] = []
    for start in range(0, len(keys), DAYS_AT_ONCE):
        assessed = assess_keys(connection, keys[start : start + DAYS_AT_ONCE], reuse_seconds=None)
        all_assessed.append(assessed)
        paid += _pay(connection, assessed)
        overtaken |= {_athlete_of(key) for key in assessed.superseded}
    # What is overtaken is not paid, so all of its days are still owed as they were.
    later = {UUID(athlete): span for athlete, span in left.items() if athlete not in overtaken}
    # Whoever assesses a day first finds out which later days it has outrun: the checkins lane skips it now.
    for client, span in outrun(connection, paid).items() if paid else ():
        later[client] = _joined(span, later.get(client, span))
    owed = set_in_motion_of_late(connection, all_assessed, paid)
    if later:
        owed[LANE] = owe_reassessments(connection, later)
    return BatchReport(
        done={each.key: each.revision for each in work if each.key not in overtaken},
        superseded=frozenset(each.key for each in work) & overtaken,
        owed=owed,
    )


def _parted(keys: Iterable[str]) -> tuple[list[str], dict[str, Span]]:
    """What this run assesses, and of each athlete who has more the first and the last day that are left."""
    taken: list[str] = []
    left: dict[str, Span] = {}
    for athlete, its_keys in groupby(keys, _athlete_of):
        ordered = list(its_keys)
        taken += ordered[:DAYS_OF_ONE]
        if rest := ordered[DAYS_OF_ONE:]:
            left[athlete] = CheckInKey.parse(rest[0]).day, CheckInKey.parse(rest[-1]).day
    return taken, left


def _athlete_of(key: str) -> str:
    return key.partition(":")[0]


def _joined(one: Span, other: Span) -> Span:
    return min(one[0], other[0]), max(one[1], other[1])


def _pay(connection: Connection[DictRow], assessed: Assessed) -> list[str]:
    """Mark as done what a day owed to the checkins lane: it has its result now. Answers the keys."""
    owed = {each.key for each in assessed.check_ins if each.assessed_revision != each.revision}
    paid = {key: Finished(revision) for key, revision in assessed.done.items() if key in owed}
    if paid:
        ledger.mark_done(connection, CHECKINS, paid)
    return list(paid)


def _spans(work: Work) -> list[Span]:
    """The first and last days that a payload names."""
    try:
        return [
            (date.fromisoformat(first), date.fromisoformat(last))
            for first, last in orjson.loads(work.payload or b"[]")
        ]
    except (TypeError, ValueError) as error:
        raise ValueError(f"the payload of {work.key!r} is not a list of first and last days") from error
