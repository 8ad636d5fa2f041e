"""The checkins lane: assesses check-ins, a batch at a time."""

from collections.abc import Sequence

from psycopg import Connection
from psycopg.rows import DictRow

from runtime.settings import get_settings
from storage.reassessments import LANE as REASSESSMENTS
from storage.reassessments import outrun, owe_reassessments
from tasks.assessing import assess_keys
from tasks.cascades import set_in_motion
from tasks.reports import BatchReport
from tasks.work import Work


def assess_check_ins(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
    """Assess the check-ins of these keys, and store the results where nothing newer has come in.

    A constant number of statements whatever the number of keys. A check-in whose inputs and history are those
    of its last, recent results is not computed again. Later days that were assessed without what these days
    say now are owed to the lane `reassessments`.

    Raises:
        ValueError: a key is not of the form `clientId:date`.
    """
    keys = [each.key for each in work]
    assessed = assess_keys(connection, keys, reuse_seconds=get_settings().skip_unchanged_seconds)
    spans = outrun(connection, [check_in.key for check_in in assessed.check_ins])
    owed = set_in_motion(connection, assessed)
    if spans:
        owed[REASSESSMENTS] = owe_reassessments(connection, spans)
    return BatchReport(
        done=assessed.done,
        unchanged=assessed.unchanged,
        superseded=assessed.superseded,
        void=frozenset(keys) - {check_in.key for check_in in assessed.check_ins},
        owed=owed,
    )
