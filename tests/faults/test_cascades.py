"""Workers are killed and Redis is flushed in the middle of cascades, while check-ins are corrected.

Each effect is there once in the end, and none that the last input does not call for.
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple
from uuid import UUID

import pytest

from coalescing.lanes import DELIVERIES
from tests.faults.cascade_checker import KINDS, Kind, examine_cascades, kinds_of, plan
from tests.faults.faults import Fault
from tests.faults.matrix import IS_LONG, Row
from tests.faults.stage import WORKERS, Stage
from tests.noticeboard import SECRET
from tests.receiver import receiver

pytestmark = pytest.mark.faults

#: A lease and a sweep, an interval of reconcile, restarts, and what a busy machine takes on top.
SETTLED = 120.0

ATHLETES = 2_000 if IS_LONG else 120

#: One of so many check-ins is corrected.
ONE_IN = 20


class Strike(NamedTuple):
    """A kill before the commit of a lane."""

    fault: Fault
    lane: str


STRIKES = (
    Strike(Fault.INJURIES_KILLED, "injuries"),
    Strike(Fault.STREAKS_KILLED, "streaks"),
    Strike(Fault.NOTICES_KILLED, "notices"),
)


@pytest.mark.parametrize("strike", STRIKES, ids=lambda strike: strike.lane)
def test_killed_in_the_middle_of_each(stage: Stage, row: Callable[[Fault], Row], strike: Strike) -> None:
    entry = row(strike.fault)
    while not entry.is_enough:
        stage.begin_round()
        final = everybody(stage)
        with stage.saboteur.trap("before commit", "group", [f"{strike.lane} *"]):
            check_in(stage, final)
            stage.wait(lambda: stage.saboteur.sprung("before commit"), 30, f"{strike.lane}: killed")
            killed_at = time.time()
        stage.wait_until_settled(SETTLED)
        with stage.database() as connection:
            findings = examine_cascades(connection, final, len(final))
        entry.add(findings, stage.recoveries_in(strike.lane, killed_at), [])
        assert findings.duplicates == 0


def test_killed_after_messages_were_sent(stage: Stage, row: Callable[[Fault], Row]) -> None:
    """What was sent and not committed is sent once more, under the same name, and nothing else is."""
    entry = row(Fault.DELIVERIES_KILLED)
    while not entry.is_enough:
        stage.begin_round()
        final = everybody(stage)
        with receiver() as hook, told_by_webhook(stage, hook.url):
            hook.answering.clear()
            check_in(stage, final)
            stage.wait(lambda: hook.got, 30, "the first message is on its way")
            on_their_way = [f"deliveries {name}" for name in hook.ids()]
            with stage.saboteur.trap("before commit", "group", on_their_way):
                hook.answering.set()
                stage.wait(lambda: stage.saboteur.sprung("before commit"), 30, "deliveries: killed")
                killed_at = time.time()
            stage.wait_until_settled(SETTLED)
            with stage.database() as connection:
                findings = examine_cascades(connection, final, len(final))
                sent = connection.execute("SELECT id::text FROM deliveries WHERE status = 'SENT'").fetchall()
            names = [row["id"] for row in sent]
        entry.add(findings, stage.recoveries_in("deliveries", killed_at), [])
        assert sorted(set(hook.ids())) == sorted(names)
        assert len(names) == sum(kind.notice is not None for kind in final.values())
        assert 0 < len(hook.ids()) - len(names) <= DELIVERIES.batch


def test_corrections_while_workers_are_killed_and_redis_is_flushed(
    stage: Stage, row: Callable[[Fault], Row]
) -> None:
    entry = row(Fault.CORRECTED_CASCADES)
    chance = random.Random(5)  # the same corrections and kills each time
    while not entry.is_enough:
        stage.begin_round()
        final = everybody(stage)
        accepted = check_in(stage, final)
        corrected = chance.sample(sorted(final), len(final) // ONE_IN)
        ended_at = time.time()
        for number, some in enumerate(in_parts(corrected, 4)):
            changed = {athlete: chance.choice(KINDS) for athlete in some}
            accepted += check_in(stage, changed)
            final |= changed
            name = chance.choice(WORKERS)
            if stage.platform.supervisor.pid(name):
                stage.platform.supervisor.kill(name)
            if number == 1:
                stage.valkey.flush()
            ended_at = time.time()
        stage.wait_until_settled(SETTLED)
        with stage.database() as connection:
            findings = examine_cascades(connection, final, accepted)
        entry.add(findings, stage.recoveries_in("injuries", ended_at), [])
        assert findings.duplicates == 0


@contextmanager
def told_by_webhook(stage: Stage, url: str) -> Iterator[None]:
    """The coach is told of everything outside of the app too."""
    with stage.database() as connection:
        connection.execute(
            "INSERT INTO notification_channels (user_id, kind, url, secret, label, minimum_priority)"
            " VALUES (%s, 'WEBHOOK', %s, %s, 'a receiver', 'LOW')",
            [stage.coach, url, SECRET],
        )
        try:
            yield
        finally:
            connection.execute("DELETE FROM notification_channels")


def everybody(stage: Stage) -> dict[UUID, Kind]:
    """New athletes with planned workouts, and what they are going to say."""
    athletes = stage.athletes(ATHLETES)
    with stage.database() as connection:
        plan(connection, athletes)
    return kinds_of(athletes)


def check_in(stage: Stage, said: Mapping[UUID, Kind]) -> int:
    """Store and submit a check-in of each athlete; answers how many."""
    for kind in KINDS:
        athletes = [athlete for athlete, theirs in said.items() if theirs is kind]
        if athletes:
            stage.submit(stage.store(athletes, **kind.columns))
    return len(said)


def in_parts(athletes: Sequence[UUID], parts: int) -> Iterable[Sequence[UUID]]:
    """The athletes in so many parts."""
    return [athletes[part::parts] for part in range(parts)]
