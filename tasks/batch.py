"""One batch in one transaction: what is owed, the handler's work, and what the ledger keeps of it."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import psycopg
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lanes import LANES, Lane
from coalescing.outcomes import ClaimedEntry
from coalescing.payloads import combined
from storage import ledger
from storage.debts import Finished, Owed
from storage.pools import is_of_the_schema
from tasks.handlers import Handler
from tasks.reports import BatchReport
from tasks.work import Work


class PaidMeanwhileError(Exception):
    """Raised when another run has paid a debt while this one was at it: its work must not be done twice."""


class ReportError(Exception):
    """Raised when a handler's report does not speak of the keys that it was given."""


class HandlerError(Exception):
    """Raised when a handler's SQL does not fit the schema: that is its own fault, and not a server's."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a batch that is committed."""

    finished: frozenset[str] = frozenset()
    #: Of those: the inputs were as at the last run.
    unchanged: frozenset[str] = frozenset()
    #: Nothing was owed, or there was nothing to do.
    skipped: frozenset[str] = frozenset()
    #: There were more inputs than one run takes: another one follows.
    partly: frozenset[str] = frozenset()
    #: Failed by themselves, and why.
    failed: Mapping[str, str] = field(default_factory=dict)
    #: Failed for good, and why.
    dead: Mapping[str, str] = field(default_factory=dict)
    #: To be looked at again after so many milliseconds.
    later: Mapping[str, int] = field(default_factory=dict)
    #: What is owed to other lanes now: the revision of each key, by lane.
    owed: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(slots=True)
class Batch:
    """Entries of one claim, to be worked on together."""

    lane: Lane
    handler: Handler
    entries: Sequence[ClaimedEntry]
    #: The claim's token: the ledger keeps it as the name of the run.
    run: str
    #: When the answer to the claim came, on the monotonic clock.
    claimed_at: float
    #: What was owed when the batch looked.
    revisions: dict[str, int] = field(default_factory=dict)

    def work(self, connection: Connection[DictRow]) -> Done:
        """Do it, in the transaction of the connection.

        Raises:
            PaidMeanwhileError: Another run was faster. Nothing of this one may be committed.
            ReportError: The handler left a key out, or named one that it was not given.
            HandlerError: The handler's SQL names what is not there.
            InvalidPayloadError: Inputs that the lane's policy cannot put together.
        """
        keys = [entry.key for entry in self.entries]
        owed = ledger.owed(connection, self.lane.name, keys, policy=self.lane.payload)
        self.revisions = {key: debt.revision for key, debt in owed.items()}
        work = [self._work_of(entry, owed[entry.key]) for entry in self.entries if entry.key in owed]
        report = self._report(connection, work) if work else BatchReport()
        covered = {each.key: each.revision for each in work}
        paid = {**{key: covered[key] for key in report.void}, **report.done}
        self._pay(connection, paid, owed)
        return Done(
            finished=frozenset(report.done),
            unchanged=report.unchanged,
            skipped=(frozenset(keys) - owed.keys()) | report.void,
            partly=frozenset(key for key in paid if owed[key].next_revision is not None),
            failed=report.failed,
            dead=report.dead,
            later=report.later,
            owed=report.owed,
        )

    def _work_of(self, entry: ClaimedEntry, owed: Owed) -> Work:
        return Work(entry.key, combined(self.lane, entry.key, owed.inputs), owed.covered, entry.attempt)

    def _report(self, connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
        try:
            report = self.handler(connection, work)
        except psycopg.Error as error:
            # The project's own lanes wait for a schema that is not migrated yet; it is in the same release.
            if is_of_the_schema(error) and self.lane.name not in LANES:
                raise HandlerError(f"{type(error).__name__}: {error}") from error
            raise
        if report is None:
            return BatchReport(done={each.key: each.revision for each in work})
        given = {each.key for each in work}
        named = {*report.done, *report.superseded, *report.void, *report.failed, *report.dead, *report.later}
        for keys, what in ((given - named, "leaves out"), (named - given, "names, though it was not given,")):
            if keys:
                raise ReportError(
                    f"the report of {self.lane.handler} {what} key {min(keys)!r};"
                    " each key of the batch must be in done, superseded, void, failed, dead or later"
                )
        return report

    def _pay(
        self, connection: Connection[DictRow], paid: Mapping[str, int], owed: Mapping[str, Owed]
    ) -> None:
        if not paid:
            return
        marked = ledger.mark_done(connection, self.lane.name, self._finished(paid))
        if late := paid.keys() - marked:
            raise PaidMeanwhileError(f"another run has done {len(late)} of {len(paid)} keys meanwhile")
        if covered := {key: revision for key, revision in paid.items() if owed[key].inputs}:
            ledger.drop_inputs(connection, self.lane.name, covered)

    def _finished(self, paid: Mapping[str, int]) -> dict[str, Finished]:
        """What the ledger keeps of a run; its lag is by Redis's clock up to the claim, and by ours since."""
        since_claim_ms = round((time.monotonic() - self.claimed_at) * 1000)
        return {
            entry.key: Finished(
                paid[entry.key],
                self.run,
                entry.attempt,
                max(0, entry.claimed_ms - entry.due_ms) + since_claim_ms,
            )
            for entry in self.entries
            if entry.key in paid
        }
