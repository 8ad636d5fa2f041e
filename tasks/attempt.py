"""One attempt at a claimed batch: together, else key by key, so that one bad key hurts only itself."""

import time
from collections.abc import Mapping, Sequence
from random import SystemRandom

import structlog

from coalescing.errors import RedisUnavailableError
from coalescing.lane_client import LaneClient
from coalescing.outcomes import ClaimedEntry
from coalescing.payloads import combined
from coalescing.verdicts import DONE, SKIPPED, Dead, Retry, Verdict
from storage import ledger
from storage.debts import Finished
from storage.pools import Pool, is_away, transaction
from tasks.handlers import Handler
from tasks.lease import kept_lease
from tasks.reports import BatchReport
from tasks.tally import Tally
from tasks.work import Work

log = structlog.get_logger(__name__)

#: Pause before what PostgreSQL's absence interrupted is tried again, and as much again of jitter.
AWAY_PAUSE_MS = 1_000

#: How often a settle is tried before the lease's end is left to give the entries back.
SETTLE_TRIES = 3

#: Time for a batch key by key; the rest waits for another run, well before Celery's limit kills this one.
ONE_BY_ONE_SECONDS = 60.0

_rng = SystemRandom()


class Attempt:
    """Works on the entries of one claim, and settles every one of them."""

    def __init__(
        self, lane: LaneClient, handler: Handler, pool: Pool, token: str, entries: Sequence[ClaimedEntry]
    ) -> None:
        self._lane = lane
        self._name = lane.lane.name
        self._handler = handler
        self._pool = pool
        self._token = token
        self._entries = entries
        self._claimed_at = time.monotonic()
        self._revisions: dict[str, int] = {}

    def run(self, tally: Tally) -> None:
        """Do the work, settle, and count."""
        tally.batches += 1
        tally.claimed += len(self._entries)
        with kept_lease(self._lane, self._token, [entry.key for entry in self._entries]):
            verdicts = self._work(self._entries, tally)
        self._settle(verdicts, tally)

    def _work(self, entries: Sequence[ClaimedEntry], tally: Tally) -> dict[str, Verdict]:
        try:
            return self._finish(entries, tally)
        except Exception as error:  # noqa: BLE001  whatever a handler raises is the entry's, not the worker's
            if is_away(error):
                return self._postpone(entries, error, tally)
            if len(entries) == 1:
                return {entries[0].key: self._fail(entries[0], error, tally)}
            log.warning(
                "batch failed, trying key by key", lane=self._name, keys=len(entries), error=explain(error)
            )
            return self._one_by_one(entries, tally)

    def _finish(self, entries: Sequence[ClaimedEntry], tally: Tally) -> dict[str, Verdict]:
        """The work and its entry in the ledger, in one transaction; the verdicts that follow from it."""
        keys = [entry.key for entry in entries]
        with transaction(self._pool) as connection:
            owed = ledger.owed(connection, self._name, keys)
            self._revisions = {key: debt.revision for key, debt in owed.items()}
            work = [self._work_of(entry, owed[entry.key]) for entry in entries if entry.key in owed]
            report = (self._handler(connection, work) if work else BatchReport()) or BatchReport(
                done=self._revisions
            )
            void = self._revisions.keys() - report.done.keys() - report.superseded
            # What there was nothing left to do for is paid as well, or it would be owed for ever.
            paid = {**{key: self._revisions[key] for key in void}, **report.done}
            if paid:
                ledger.mark_done(connection, self._name, self._finished(entries, paid))
            if covered := {key: revision for key, revision in paid.items() if owed[key].inputs}:
                ledger.drop_inputs(connection, self._name, covered)
        skipped = (set(keys) - owed.keys()) | void | report.unchanged
        tally.skipped += len(skipped) - len(report.unchanged)
        tally.finished += len(report.done)
        tally.unchanged += len(report.unchanged)
        return {key: SKIPPED if key in skipped else DONE for key in keys}

    def _work_of(self, entry: ClaimedEntry, owed: ledger.Owed) -> Work:
        payload = combined(self._lane.lane, entry.key, owed.inputs)
        return Work(entry.key, payload, owed.revision, entry.attempt)

    def _finished(self, entries: Sequence[ClaimedEntry], paid: Mapping[str, int]) -> dict[str, Finished]:
        """What the ledger keeps of a run; its lag is by Redis's clock up to the claim, and by ours since."""
        since_claim_ms = round((time.monotonic() - self._claimed_at) * 1000)
        return {
            entry.key: Finished(
                paid[entry.key],
                self._token,
                entry.attempt,
                max(0, entry.claimed_ms - entry.due_ms) + since_claim_ms,
            )
            for entry in entries
            if entry.key in paid
        }

    def _one_by_one(self, entries: Sequence[ClaimedEntry], tally: Tally) -> dict[str, Verdict]:
        verdicts: dict[str, Verdict] = {}
        began = time.monotonic()
        for position, entry in enumerate(entries):
            if time.monotonic() - began > ONE_BY_ONE_SECONDS:
                late = TimeoutError("the batch took too long key by key")
                return verdicts | self._postpone(entries[position:], late, tally)
            try:
                verdicts |= self._finish([entry], tally)
            except Exception as error:  # noqa: BLE001  as above
                if is_away(error):
                    return verdicts | self._postpone(entries[position:], error, tally)
                verdicts[entry.key] = self._fail(entry, error, tally)
        return verdicts

    def _postpone(
        self, entries: Sequence[ClaimedEntry], error: Exception, tally: Tally
    ) -> dict[str, Verdict]:
        """PostgreSQL is away, or asks to try again: no fault of the entries, so no attempt is counted."""
        log.warning("postponed", lane=self._name, keys=len(entries), error=explain(error))
        tally.retried += len(entries)
        reason = explain(error)
        return {
            entry.key: Retry(AWAY_PAUSE_MS + _rng.randint(0, AWAY_PAUSE_MS), reason, counts=False)
            for entry in entries
        }

    def _fail(self, entry: ClaimedEntry, error: Exception, tally: Tally) -> Verdict:
        """Try again later, or declare it dead: in the ledger first, which is the truth."""
        reason = explain(error)
        is_last = entry.attempt >= self._lane.lane.max_attempts
        log.warning(
            "run failed", lane=self._name, key=entry.key, attempt=entry.attempt, last=is_last, error=reason
        )
        is_dead = is_last
        try:
            is_dead = self._write_down(entry.key, reason, is_last=is_last)
        except Exception as away:
            if is_away(away):
                return self._postpone([entry], away, tally)[entry.key]
            # The verdict stands all the same; reconcile writes down what it finds dead in Redis.
            log.exception("failure not written down", lane=self._name, key=entry.key)
        if is_dead:
            tally.dead += 1
            return Dead(reason)
        tally.retried += 1
        if is_last:
            return Retry(0, reason, counts=False)
        return Retry(self._lane.lane.backoff_ms(entry.attempt, _rng), reason)

    def _write_down(self, key: str, reason: str, *, is_last: bool) -> bool:
        """Note in the ledger why a run failed; answers whether that was the end of the key.

        It is not while another revision than the one that failed is owed: that one has its own chance.
        """
        with transaction(self._pool) as connection:
            if not is_last:
                ledger.note_errors(connection, self._name, {key: reason})
                return False
            ledger.mark_dead(connection, self._name, {key: reason}, self._revisions)
            newest = ledger.owed(connection, self._name, [key]).get(key)
            return newest is None or newest.revision == self._revisions.get(key, newest.revision)

    def _settle(self, verdicts: dict[str, Verdict], tally: Tally) -> None:
        for tries_left in reversed(range(SETTLE_TRIES)):
            try:
                tally.add_outcomes(self._lane.settle(self._token, verdicts))
            except RedisUnavailableError as error:
                # What is left unsettled comes back when its lease ends, and is then found done.
                log.warning("settle failed", lane=self._name, tries_left=tries_left, error=str(error))
            else:
                return


def explain(error: Exception) -> str:
    """Kind and first line of an error: what a person needs, without the values that a detail may carry."""
    first_line = (str(error).splitlines() or [""])[0]
    # Neither PostgreSQL nor Redis would take these, and then nobody would know what failed.
    storable = first_line.replace("\0", "").encode(errors="replace").decode()
    return f"{type(error).__name__}: {storable}"[: ledger.LONGEST_ERROR]
