"""FLUSHALL: Redis forgets everything, in whatever state it was. The ledger does not."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from uuid import UUID

import pytest

from coalescing.lane_client import new_token
from coalescing.lanes import CHECKINS
from coalescing.outcomes import EntryState
from coalescing.verdicts import Retry
from storage import ledger
from tests.faults.faults import Fault
from tests.faults.load import Load, Told
from tests.faults.matrix import IS_LONG, Row
from tests.faults.stage import WORKERS, Stage
from tests.faults.under_load import RECONCILED, nobody_noticed, rounds_under_load

pytestmark = pytest.mark.faults

#: Keys in each state. Those that are held fill two batches for each process of the two workers, at most.
KEYS = 400 if IS_LONG else 50

STATES = (
    Fault.FLUSHED_DEAD,
    Fault.FLUSHED_BACKING_OFF,
    Fault.FLUSHED_HELD,
    Fault.FLUSHED_OVERTAKEN,
    Fault.FLUSHED_WAITING,
)

#: No result is stored of those who are in the table.
POISON = (
    "CREATE TABLE IF NOT EXISTS poisoned (client_id uuid PRIMARY KEY)",
    """
    CREATE OR REPLACE FUNCTION refuse_poisoned() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT 1 FROM poisoned WHERE client_id = NEW.client_id) THEN
            RAISE EXCEPTION 'poisoned';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER refuse_poisoned BEFORE UPDATE OF assessed_revision ON daily_metrics
    FOR EACH ROW EXECUTE FUNCTION refuse_poisoned()
    """,
)


def test_in_every_state(stage: Stage, row: Callable[[Fault], Row]) -> None:
    """Keys are brought into every state at once; then Redis is flushed."""
    casts = {fault: stage.athletes(KEYS) for fault in STATES}
    while not all(row(fault).is_enough for fault in STATES):
        stage.begin_round()
        told, flushed_at = flush_in_every_state(stage, casts, mood=2 + row(STATES[0]).rounds % 2)
        dead = told.pop(Fault.FLUSHED_DEAD)
        for fault, writes in told.items():
            stage.wait_until_done(writes, RECONCILED)
            row(fault).add(stage.examine(writes), stage.recoveries(writes, flushed_at), [])
        # Reconcile has been there, and the dead are dead still, for everybody to see.
        assert set(dead_keys(stage)) == {each.key for each in dead}
        replayed_at = time.time()
        replay(stage)
        stage.wait_until_done(dead, RECONCILED)
        row(Fault.FLUSHED_DEAD).add(stage.examine(dead), stage.recoveries(dead, replayed_at), [])


def flush_in_every_state(
    stage: Stage, casts: Mapping[Fault, Sequence[UUID]], mood: int
) -> tuple[dict[Fault, list[Told]], float]:
    """Check-ins of each cast in its state, and FLUSHALL; what was told, and when it was."""
    told: dict[Fault, list[Told]] = {}

    def store(fault: Fault, mood: int) -> list[Told]:
        written = stage.store(casts[fault], mood=mood)
        told[fault] = told.get(fault, []) + written
        return written

    with poisoned(stage, [*casts[Fault.FLUSHED_DEAD], *casts[Fault.FLUSHED_BACKING_OFF]]):
        with workers_frozen(stage):
            use_up_attempts(stage, store(Fault.FLUSHED_DEAD, mood))
        stage.wait(lambda: len(dead_keys(stage)) == KEYS, 30, "the last attempt has failed")
        make_back_off(stage, store(Fault.FLUSHED_BACKING_OFF, mood))
        with held(stage, (Fault.FLUSHED_HELD, Fault.FLUSHED_OVERTAKEN), partial(store, mood=mood)):
            newer = store(Fault.FLUSHED_OVERTAKEN, mood + 6)
            stage.submit(newer)
            assert stage.lane.peek(newer[0].key).is_overtaken
            stage.submit(store(Fault.FLUSHED_WAITING, mood), delay_ms=None)
            stage.valkey.flush()
            flushed_at = time.time()
    return told, flushed_at


def test_under_load(stage: Stage, row: Callable[[Fault], Row]) -> None:
    def harm(load: Load) -> float:
        load.wait_for_more(30)
        stage.valkey.flush()
        return time.time()

    rounds_under_load(stage, row(Fault.FLUSHED_UNDER_LOAD), harm, nobody_noticed)


# --- bringing keys into a state --------------------------------------------------------------------------


@contextmanager
def poisoned(stage: Stage, athletes: Sequence[UUID]) -> Iterator[None]:
    """Every run of these athletes' check-ins fails."""
    with stage.database() as connection:
        for statement in POISON:
            connection.execute(statement)
        connection.execute("INSERT INTO poisoned SELECT unnest(%s::uuid[])", [list(athletes)])
        try:
            yield
        finally:
            connection.execute("DELETE FROM poisoned")


@contextmanager
def workers_frozen(stage: Stage) -> Iterator[None]:
    """No worker moves."""
    for worker in WORKERS:
        stage.platform.supervisor.freeze(worker)
    yield
    for worker in WORKERS:
        stage.platform.supervisor.thaw(worker)


def use_up_attempts(stage: Stage, told: Sequence[Told]) -> None:
    """All but one of each: the last one is for a worker."""
    stage.submit(told)
    for _ in range(CHECKINS.max_attempts - 1):
        token = new_token()
        entries = stage.lane.claim(len(told), token)
        assert len(entries) == len(told)
        stage.lane.settle(token, {entry.key: Retry(0, "failed") for entry in entries})


def make_back_off(stage: Stage, told: Sequence[Told]) -> None:
    """Their first run fails, and they wait for the second."""
    stage.submit(told)
    stage.wait(
        lambda: all(stage.lane.peek(each.key).reason for each in told), 30, "all of them have failed once"
    )
    states = {stage.lane.peek(each.key).state for each in told}
    assert states <= {EntryState.WAITING, EntryState.HELD}


@contextmanager
def held(stage: Stage, faults: Sequence[Fault], store: Callable[[Fault], list[Told]]) -> Iterator[None]:
    """Workers' children hold all of them and have read them, and stand still until the block ends."""
    told = [each for fault in faults for each in store(fault)]
    with stage.saboteur.trap("after read", "pause", [each.key for each in told]):
        stage.submit(told)

        def all_are_held() -> bool:
            tokens = {entry.token for each in told if (entry := stage.lane.peek(each.key)).token}
            claims = stage.lane.stats().gauges.held >= len(told) and len(tokens)
            return bool(claims) and len(stage.saboteur.paused("after read")) == claims

        stage.wait(all_are_held, 20, "all of them are held")
        yield
    stage.saboteur.resume("after read")


def dead_keys(stage: Stage) -> list[str]:
    with stage.database() as connection:
        return [debt.key for debt in ledger.dead(connection)]


def replay(stage: Stage) -> None:
    """What `afterwrite dead replay` does."""
    with stage.database() as connection, connection.transaction():
        debts = ledger.replay(connection, CHECKINS.name)
    stage.lane.submit_many([(debt.key, b"", debt.revision) for debt in debts])
