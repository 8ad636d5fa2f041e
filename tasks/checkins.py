"""The checkins lane: assesses check-ins, a batch at a time."""

import hashlib
import marshal
from collections.abc import Sequence

from psycopg import Connection
from psycopg.rows import DictRow

from domain.assessment import ENGINE, assess
from domain.batch import CheckInBatch
from runtime.settings import get_settings
from storage.assessments import StoredCheckIn, read_batch, reuse_results, write_results
from storage.models import DERIVED_COLUMNS
from tasks.reports import BatchReport
from tasks.work import Work


def assess_check_ins(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
    """Assess the check-ins of these keys, and store the results where nothing newer has come in.

    Three statements whatever the number of keys. A check-in whose inputs and history are those of
    its last, recent results is not computed again.

    Raises:
        ValueError: a key is not of the form `clientId:date`.
    """
    keys = [each.key for each in work]
    check_ins = read_batch(connection, keys, reuse_seconds=get_settings().skip_unchanged_seconds)
    signatures = [signature(check_in) for check_in in check_ins]
    signed = list(zip(check_ins, signatures, strict=True))
    reusable = [check_in for check_in, mark in signed if mark == check_in.reusable_signature]
    fresh = [(check_in, mark) for check_in, mark in signed if mark != check_in.reusable_signature]
    unchanged = reuse_results(connection, reusable) if reusable else set()
    written = _compute(connection, fresh) if fresh else set()
    finished = unchanged | written
    return BatchReport(
        done={check_in.key: check_in.revision for check_in in check_ins if check_in.key in finished},
        unchanged=frozenset(unchanged),
        superseded=frozenset(check_in.key for check_in in check_ins) - finished,
        void=frozenset(keys) - {check_in.key for check_in in check_ins},
    )


def _compute(connection: Connection[DictRow], fresh: Sequence[tuple[StoredCheckIn, bytes]]) -> set[str]:
    check_ins = [check_in for check_in, _ in fresh]
    results = assess(
        CheckInBatch.from_rows(
            [check_in.inputs for check_in in check_ins], [check_in.history for check_in in check_ins]
        )
    )
    return write_results(
        connection,
        check_ins,
        {name: getattr(results, name) for name in DERIVED_COLUMNS},
        signatures=[mark for _, mark in fresh],
        engine=ENGINE,
    )


def signature(check_in: StoredCheckIn) -> bytes:
    """16 bytes that differ when the rules, an input or the history differ."""
    # Version 2 of the format has no references, so equal values give equal bytes.
    content = marshal.dumps((ENGINE, check_in.inputs, check_in.history), 2)
    return hashlib.blake2b(content, digest_size=16).digest()
