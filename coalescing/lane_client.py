"""The door to one lane: one typed method per script."""

import os
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from coalescing.batch import ScriptCall
from coalescing.client import ScriptClient
from coalescing.keys import LaneKeys
from coalescing.lanes import Lane
from coalescing.outcomes import (
    Buried,
    ClaimedEntry,
    EntryState,
    ExtendOutcome,
    PeekedEntry,
    Pokes,
    SettleOutcome,
    SubmitOutcome,
    Swept,
)
from coalescing.scripts import CLAIM, EXTEND, FORGET, PAUSE, PEEK, POKE, SETTLE, STATS, SUBMIT, SWEEP
from coalescing.stats import LaneStats
from coalescing.submission import LaneInput, submit_arguments, submit_outcome
from coalescing.verdicts import Verdict, verdict_arguments

#: Entries that one call of claim, settle, extend or sweep handles at most, whatever it is asked for.
MAX_ENTRIES = 1_000
#: Payload that one claim answers at most (one entry is always answered).
MAX_CLAIM_BYTES = 4 * 1024 * 1024


def new_token() -> str:
    """A token for one claim: 16 random hex digits."""
    return secrets.token_hex(8)


class LaneClient:
    """Submits to, claims from and settles in one lane. Safe to share between threads.

    Every method raises `RedisUnavailableError` if Redis does not answer in time. The call may have been
    applied all the same; each method says what repeating it does.
    """

    def __init__(self, lane: Lane, redis: ScriptClient, prefix: str) -> None:
        """Work on `lane`, under the keys that begin with `prefix`."""
        self.lane = lane
        self._redis = redis
        self._unanswered_poke_id: str | None = None
        keys = LaneKeys(prefix, lane.name)
        self._submit, self._claim, self._settle = SUBMIT.bind(keys), CLAIM.bind(keys), SETTLE.bind(keys)
        self._extend, self._sweep, self._poke = EXTEND.bind(keys), SWEEP.bind(keys), POKE.bind(keys)
        self._pause, self._peek, self._stats = PAUSE.bind(keys), PEEK.bind(keys), STATS.bind(keys)
        self._forget = FORGET.bind(keys)

    def submit(
        self,
        key: str,
        payload: bytes = b"",
        *,
        revision: int = 0,
        if_absent: bool = False,
        delay_ms: int | None = None,
    ) -> SubmitOutcome:
        """Accept the latest input of a key. Repeating it counts as one more input.

        Args:
            key: What is coalesced on.
            payload: Bytes, handed to the run; what becomes of several is the lane's policy. Opaque, unless
                the lane merges or appends: then a JSON object or list, or empty for nothing.
            revision: The ledger's number of this input, if it has one. The entry keeps the highest, and in
                a lane with policy `latest` an input that was overtaken on its way replaces no later one.
            if_absent: Leave alone a key that waits, is held, or died of this revision or without one.
            delay_ms: Instead of the lane's window, where this submit starts one.

        Raises:
            InvalidKeyError: the key is empty or too long.
            InvalidPayloadError: the payload is not what the lane can merge or append.
            PayloadTooLargeError: the payload is too large, or would be together with what is there.
        """
        arguments = submit_arguments(
            self.lane, key, payload, revision, if_absent=if_absent, delay_ms=delay_ms
        )
        return submit_outcome(self.lane, key, self._redis.run(self._submit, *arguments))

    def submit_many(
        self,
        inputs: Iterable[LaneInput],
        *,
        if_absent: bool = False,
        delay_ms: int | None = None,
    ) -> list[SubmitOutcome]:
        """Submit many keys with their payloads, in pipelines; the outcomes in the same order.

        Raises:
            InvalidKeyError: a key is empty or too long; nothing was sent.
            InvalidPayloadError: a payload cannot be put together with others; nothing was sent.
            PayloadTooLargeError: a payload is too large, and nothing was sent; or it would be together with
                what is there, and the others were submitted.
        """
        all_arguments = [
            submit_arguments(self.lane, *given, if_absent=if_absent, delay_ms=delay_ms) for given in inputs
        ]
        codes = self._redis.run_many(self._submit, all_arguments)
        return [
            submit_outcome(self.lane, arguments[0], code)
            for arguments, code in zip(all_arguments, codes, strict=True)
        ]

    def claim(
        self, n: int, token: str, poke_id: str | None = None, *, even_if_paused: bool = False
    ) -> list[ClaimedEntry]:
        """Take up to `n` due entries, oldest due first, for `lane.lease_ms`.

        Repeating it with the same token answers the entries that the token holds already: after a
        `RedisUnavailableError`, claim again with the same token, or what the lost answer took stays held
        until its lease ends.

        Args:
            n: Entries at most.
            token: From `new_token()`, one for each claim.
            poke_id: The poke that led here: it is no longer outstanding.
            even_if_paused: Claim from a paused lane too; else it gives nothing away.
        """
        answer = self._redis.run(
            self._claim,
            _not_empty(token),
            min(n, MAX_ENTRIES),
            MAX_CLAIM_BYTES,
            self.lane.lease_ms,
            self.lane.max_crashes,
            poke_id or "",
            self.lane.rest_ms,
            int(even_if_paused),
        )
        size = len(ClaimedEntry._fields)
        return [
            ClaimedEntry(answer[i].decode(), *answer[i + 1 : i + size]) for i in range(0, len(answer), size)
        ]

    def settle(self, token: str, verdicts: Mapping[str, Verdict]) -> dict[str, SettleOutcome]:
        """End the run of claimed entries; per key, what became of its verdict.

        An entry that was submitted during the run waits again, whatever the verdict: until now, or in a lane
        that debounces or has leading runs, until the quiet period or the rest is over. Repeating it changes
        nothing and answers SUPERSEDED (only the client's own retry is answered as the first time).
        """
        outcomes: dict[str, SettleOutcome] = {}
        for keys in _slices(verdicts):
            arguments: list[str | int] = []
            for key in keys:
                arguments += (key, *verdict_arguments(verdicts[key]))
            answer = self._redis.run(
                self._settle,
                _not_empty(token),
                os.urandom(8),
                *(self.lane.payload, self.lane.maxima),
                *arguments,
            )
            outcomes.update(zip(keys, map(_SETTLE_OUTCOMES.__getitem__, answer), strict=True))
        return outcomes

    def extend(self, token: str, keys: Iterable[str]) -> dict[str, ExtendOutcome]:
        """Hold these keys for another `lane.lease_ms` from now; per key, held or lost. Repeat it freely."""
        outcomes: dict[str, ExtendOutcome] = {}
        for some in _slices(keys):
            answer = self._redis.run(self._extend, _not_empty(token), self.lane.lease_ms, *some)
            outcomes.update(zip(some, map(_EXTEND_OUTCOMES.__getitem__, answer), strict=True))
        return outcomes

    def sweep(self, limit: int = MAX_ENTRIES) -> Swept:
        """Give back up to `limit` entries whose lease has ended; bury those that crashed too often.

        Repeat it freely. If an answer with buried entries was lost, `submit(if_absent=True)` answers DEAD for
        them, and `peek` knows the reason.
        """
        returned, *buried = self._redis.run(
            self._sweep,
            min(limit, MAX_ENTRIES),
            self.lane.max_crashes,
            *(self.lane.payload, self.lane.maxima),
        )
        return Swept(
            returned,
            tuple(
                Buried(key.decode(), reason.decode())
                for key, reason in zip(buried[::2], buried[1::2], strict=True)
            ),
        )

    def poke(self, batch: int, ttl_ms: int, at_most: int, *, poke_id: str | None = None) -> Pokes:
        """How many pokes to publish now, and when to look again.

        Repeating it after a `RedisUnavailableError` answers the pokes that the lost answer had, or they would
        count as outstanding with nobody to publish them.

        Args:
            batch: Due entries that one poke stands for.
            ttl_ms: After this time an unused poke is taken for lost.
            at_most: Pokes that this call may ask for.
            poke_id: What the ids begin with, never used before; by default random, or as in the lost answer.
        """
        script, arguments = self.poke_call(batch, ttl_ms, at_most, poke_id=poke_id)
        return self.poked(self._redis.run(script, *arguments))

    def poke_call(self, batch: int, ttl_ms: int, at_most: int, *, poke_id: str | None = None) -> ScriptCall:
        """What `poke` asks of Redis, for a caller that asks for several lanes in one exchange.

        Its answer goes to `poked`. A call whose answer never comes there is repeated by the next one.
        """
        self._unanswered_poke_id = poke_id or self._unanswered_poke_id or new_token()
        return self._poke, (self._unanswered_poke_id, batch, ttl_ms, min(at_most, MAX_ENTRIES))

    def poked(self, answer: Any) -> Pokes:
        """What the answer to the latest `poke_call` means."""
        self._unanswered_poke_id = None
        next_due_ms, *ids = answer
        return Pokes(tuple(name.decode() for name in ids), None if next_due_ms < 0 else next_due_ms)

    def pause(self) -> None:
        """Claim and poke for nothing more, until `resume`. What is held is finished. Repeat it freely."""
        self._redis.run(self._pause, 1)

    def resume(self) -> None:
        """Go on after `pause`. Repeat it freely."""
        self._redis.run(self._pause, 0)

    def peek(self, key: str) -> PeekedEntry:
        """One entry as it is now; changes nothing."""
        return _peeked(key, *self._redis.run(self._peek, key))

    def stats(self) -> LaneStats:
        """Gauges, counters and histograms of the lane; changes nothing."""
        return LaneStats.parse(self._redis.run(self._stats))

    def forget(self, key: str) -> EntryState:
        """Remove an entry; answers the state that it was in. A run of it settles as SUPERSEDED."""
        return EntryState(self._redis.run(self._forget, key))


_SETTLE_OUTCOMES = {ord(str(outcome.value)): outcome for outcome in SettleOutcome}
_EXTEND_OUTCOMES = {ord(str(outcome.value)): outcome for outcome in ExtendOutcome}


def _not_empty(token: str) -> str:
    if not token:
        raise ValueError("a token must not be empty: that is what waiting entries have")
    return token


def _slices(keys: Iterable[str]) -> list[list[str]]:
    everything = list(keys)
    return [everything[i : i + MAX_ENTRIES] for i in range(0, len(everything), MAX_ENTRIES)]


def _peeked(key: str, state: int, *details: Any) -> PeekedEntry:
    if state == EntryState.ABSENT.value:
        return PeekedEntry(key, EntryState.ABSENT)
    *numbers, token, reason, payload, revision, next_payload = details
    generation, claimed_generation, attempts, crashes, first, due, claimed, died, lease_end = numbers
    return PeekedEntry(
        key,
        EntryState(state),
        payload,
        generation,
        claimed_generation,
        attempts,
        crashes,
        first_submit_ms=first,
        due_ms=due,
        claimed_ms=claimed or None,
        lease_end_ms=lease_end or None,
        died_ms=died or None,
        token=token.decode() or None,
        reason=reason.decode() or None,
        revision=revision,
        next_payload=next_payload,
    )
