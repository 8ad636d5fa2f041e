"""Assessing check-ins, a batch at a time: what the lanes `checkins` and `reassessments` both do."""

import hashlib
import marshal
from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import Connection
from psycopg.rows import DictRow

from domain.assessment import ENGINES, assess
from domain.batch import CheckInBatch
from storage.assessments import StoredCheckIn, read_batch, reuse_results, write_results
from storage.models import DERIVED_COLUMNS


@dataclass(frozen=True, slots=True)
class Assessed:
    """What became of the check-ins of some keys."""

    #: Those that there are, as they were read.
    check_ins: Sequence[StoredCheckIn]
    #: Keys whose stored results hold, without being computed anew.
    unchanged: frozenset[str]
    #: Keys whose results were computed and stored.
    written: frozenset[str]

    @property
    def done(self) -> dict[str, int]:
        """The revision of each key that the stored results stand for."""
        overtaken = self.superseded
        return {each.key: each.revision for each in self.check_ins if each.key not in overtaken}

    @property
    def changed(self) -> list[str]:
        """Keys that have other results than before, or the same ones for another revision."""
        before = {each.key: each.assessed_revision for each in self.check_ins}
        kept = {each.key for each in self.check_ins if before[each.key] == each.revision} - self.written
        return [key for key in self.done if key not in kept]

    @property
    def first(self) -> list[str]:
        """Keys that were never assessed before."""
        never = {each.key for each in self.check_ins if each.assessed_revision is None}
        return [key for key in self.done if key in never]

    @property
    def superseded(self) -> frozenset[str]:
        """Keys that a newer revision, or another run, has overtaken."""
        return frozenset(each.key for each in self.check_ins) - self.unchanged - self.written


def assess_keys(
    connection: Connection[DictRow], keys: Sequence[str], *, reuse_seconds: float | None
) -> Assessed:
    """Assess the check-ins of these keys, in the transaction of the connection.

    Args:
        connection: in a transaction.
        keys: of the form `clientId:date`.
        reuse_seconds: results of the same inputs and history are used again if they are not older than
            that; None for any age.

    Raises:
        ValueError: a key is not of that form.
    """
    # By id, so that two runs lock the same rows in the same order.
    check_ins = sorted(
        read_batch(connection, keys, reuse_seconds=reuse_seconds), key=lambda check_in: check_in.id
    )
    signed = [(check_in, signature(check_in)) for check_in in check_ins]
    same = [check_in for check_in, mark in signed if mark == check_in.reusable_signature]
    fresh = [(check_in, mark) for check_in, mark in signed if mark != check_in.reusable_signature]
    # Of past days every result that holds is confirmed, so that no frozen run writes over it later.
    is_past = reuse_seconds is None
    touched = [each for each in same if is_past or each.assessed_revision != each.revision]
    held = {check_in.key for check_in in same} - {check_in.key for check_in in touched}
    reused = reuse_results(connection, touched, as_of_now=is_past) if touched else set()
    return Assessed(
        check_ins=check_ins,
        unchanged=frozenset(held | reused),
        written=frozenset(_compute(connection, fresh) if fresh else ()),
    )


def _compute(connection: Connection[DictRow], fresh: Sequence[tuple[StoredCheckIn, bytes]]) -> set[str]:
    check_ins = [check_in for check_in, _ in fresh]
    results = assess(
        CheckInBatch.from_rows(
            [check_in.inputs for check_in in check_ins],
            [check_in.history for check_in in check_ins],
            [check_in.circumstances for check_in in check_ins],
        )
    )
    return write_results(
        connection,
        check_ins,
        {name: getattr(results, name) for name in DERIVED_COLUMNS},
        signatures=[mark for _, mark in fresh],
    )


def signature(check_in: StoredCheckIn) -> bytes:
    """16 bytes that differ when the rules, an input, the circumstances or the history differ."""
    # Version 2 of the format has no references, so equal values give equal bytes.
    content = marshal.dumps((ENGINES, check_in.inputs, check_in.circumstances, check_in.history), 2)
    return hashlib.blake2b(content, digest_size=16).digest()
