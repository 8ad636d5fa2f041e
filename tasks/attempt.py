"""One attempt at a claimed batch: together, else key by key, so that one bad key hurts only itself."""

import time
from collections.abc import Sequence
from random import SystemRandom
from typing import Final

import structlog

from coalescing.errors import InvalidPayloadError, RedisUnavailableError
from coalescing.lane_client import LaneClient
from coalescing.outcomes import ClaimedEntry
from coalescing.verdicts import DONE, SKIPPED, Dead, Retry, Skipped, Verdict
from storage import ledger
from storage.pools import Pool, is_away, is_of_the_row, transaction
from tasks.batch import Batch, PaidMeanwhileError
from tasks.explanation import explain
from tasks.handlers import Handler
from tasks.lease import kept_lease
from tasks.onward import submit_owed
from tasks.tally import Tally

log = structlog.get_logger(__name__)

#: Pause before what PostgreSQL's absence interrupted is tried again, and as much again of jitter.
AWAY_PAUSE_MS = 1_000

#: How often a settle is tried before the lease's end is left to give the entries back.
SETTLE_TRIES = 3

#: Time for a batch key by key; the rest waits for another run, well before Celery's limit kills this one.
ONE_BY_ONE_SECONDS = 60.0

#: Of a key of which one run could not take all inputs.
MORE: Final = Retry(0, "there are more inputs than one run takes", counts=False)

#: Of a key whose handler wants to look at it later.
NOT_YET: Final = "its time has not come"

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
        #: What was owed when the run looked last.
        self._revisions: dict[str, int] = {}

    def run(self, tally: Tally) -> None:
        """Do the work, settle, and count."""
        tally.batches += 1
        tally.claimed += len(self._entries)
        with kept_lease(self._lane, self._token, [entry.key for entry in self._entries]):
            verdicts = self._work(tally)
        self._settle(verdicts, tally)

    def _work(self, tally: Tally) -> dict[str, Verdict]:
        entries = self._entries
        try:
            return self._finish(entries, tally)
        except Exception as error:  # noqa: BLE001  whatever a handler raises is the entry's, not the worker's
            if is_away(error) and not is_of_the_row(error):
                return self._postpone(entries, error, tally)
            if len(entries) == 1:
                return self._end(entries[0], error, tally)
            log.warning("batch failed, trying key by key", lane=self._name, keys=len(entries), error=error)
            return self._one_by_one(entries, tally)

    def _finish(self, entries: Sequence[ClaimedEntry], tally: Tally) -> dict[str, Verdict]:
        """The work and its entry in the ledger, in one transaction; the verdicts that follow from it."""
        batch = Batch(self._lane.lane, self._handler, entries, self._token, self._claimed_at)
        try:
            with transaction(self._pool) as connection:
                done = batch.work(connection)
        finally:
            self._revisions = batch.revisions
        submit_owed(done.owed)
        tally.skipped += len(done.skipped)
        tally.finished += len(done.finished)
        tally.unchanged += len(done.unchanged)
        verdicts: dict[str, Verdict] = dict.fromkeys((entry.key for entry in entries), DONE)
        verdicts |= dict.fromkeys(done.skipped | done.unchanged, SKIPPED)
        verdicts |= {key: Retry(wait_ms, NOT_YET, counts=False) for key, wait_ms in done.later.items()}
        for entry in entries:
            if entry.key in done.failed:
                verdicts[entry.key] = self._fail(entry, done.failed[entry.key], tally)
            elif entry.key in done.dead:
                verdicts[entry.key] = self._fail(entry, done.dead[entry.key], tally, is_final=True)
        return verdicts | dict.fromkeys(done.partly, MORE)

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
                if is_away(error) and not is_of_the_row(error):
                    return verdicts | self._postpone(entries[position:], error, tally)
                verdicts |= self._end(entry, error, tally)
        return verdicts

    def _end(self, entry: ClaimedEntry, error: Exception, tally: Tally) -> dict[str, Verdict]:
        """What to make of an error that is of this entry alone."""
        if isinstance(error, PaidMeanwhileError):
            tally.skipped += 1
            return {entry.key: SKIPPED}
        if is_of_the_row(error):
            return self._postpone([entry], error, tally)
        # Inputs that cannot be put together now cannot be later.
        is_final = isinstance(error, InvalidPayloadError)
        return {entry.key: self._fail(entry, explain(error), tally, is_final=is_final, error=error)}

    def _postpone(
        self, entries: Sequence[ClaimedEntry], error: Exception, tally: Tally
    ) -> dict[str, Verdict]:
        """PostgreSQL is away, or asks to try again: no fault of the entries, so no attempt is counted."""
        log.warning("postponed", lane=self._name, keys=len(entries), error=error)
        tally.retried += len(entries)
        reason = explain(error)
        return {
            entry.key: Retry(AWAY_PAUSE_MS + _rng.randint(0, AWAY_PAUSE_MS), reason, counts=False)
            for entry in entries
        }

    def _fail(
        self,
        entry: ClaimedEntry,
        reason: str,
        tally: Tally,
        *,
        is_final: bool = False,
        error: Exception | None = None,
    ) -> Verdict:
        """Try again later, or declare it dead: in the ledger first, which is the truth.

        The reason is for the ledger alone: handlers put into it what they like. Logs have the kind of error.
        """
        is_last = is_final or entry.attempt >= self._lane.lane.max_attempts
        log.warning(
            "run failed",
            lane=self._name,
            key=entry.key,
            attempt=entry.attempt,
            last=is_last,
            error=error or "said by the handler",
        )
        verdict: Verdict = Dead(reason) if is_last else self._retry(entry, reason)
        try:
            verdict = self._write_down(entry.key, reason, verdict)
        except Exception as away:
            if is_away(away):
                return self._postpone([entry], away, tally)[entry.key]
            # The verdict stands all the same; reconcile writes down what it finds dead in Redis.
            log.exception("failure not written down", lane=self._name, key=entry.key)
        tally.dead += isinstance(verdict, Dead)
        tally.retried += isinstance(verdict, Retry)
        tally.skipped += isinstance(verdict, Skipped)
        return verdict

    def _retry(self, entry: ClaimedEntry, reason: str) -> Retry:
        return Retry(self._lane.lane.backoff_ms(entry.attempt, _rng), reason)

    def _write_down(self, key: str, reason: str, verdict: Verdict) -> Verdict:
        """Note in the ledger why a run failed; answers what that is to mean for the key.

        It is not the end of it while another revision than the one that failed is owed, which has its own
        chance; and nothing is left to be done if another run has paid meanwhile.
        """
        with transaction(self._pool) as connection:
            if not isinstance(verdict, Dead):
                ledger.note_errors(connection, self._name, {key: reason})
                return verdict
            ledger.mark_dead(connection, self._name, {key: reason}, self._revisions)
            newest = ledger.owed(connection, self._name, [key], policy="latest").get(key)
        if newest is None:
            return SKIPPED
        if newest.revision != self._revisions.get(key, newest.revision):
            return Retry(0, reason, counts=False)
        return verdict

    def _settle(self, verdicts: dict[str, Verdict], tally: Tally) -> None:
        for tries_left in reversed(range(SETTLE_TRIES)):
            try:
                tally.add_outcomes(self._lane.settle(self._token, verdicts))
            except RedisUnavailableError as error:
                # What is left unsettled comes back when its lease ends, and is then found done.
                log.warning("settle failed", lane=self._name, tries_left=tries_left, error=str(error))
            else:
                return
