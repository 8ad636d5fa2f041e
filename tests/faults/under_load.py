"""Check-ins before, during and after a fault, and the accounts afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import UUID

from tests.faults.load import Load, Told
from tests.faults.matrix import IS_LONG, Row
from tests.faults.stage import Stage

#: Writes before a fault of a round, and as many after it.
WRITES = 1_000 if IS_LONG else 75

#: Writes a second that are aimed at.
PER_SECOND = 400 if IS_LONG else 150

ATHLETES = 120 if IS_LONG else 40

#: An interval, a grace, a window, and what a busy machine takes on top.
RECONCILED = 30.0

#: An answer to a write takes less than this, whatever Redis does.
PATIENCE = 1.0

#: Does the harm, and ends it; answers when it ended, as `time.time()`.
HarmDone = Callable[[Load], float]


@dataclass
class Cast:
    """Who writes before, during and after a fault.

    They are other people each time. If the same ones came again after the fault, their new check-ins would
    hide that what they had written before was forgotten.
    """

    before: list[UUID]
    during: list[UUID]
    after: list[UUID]
    #: Keys of the first two.
    hit: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.hit = frozenset(map(str, (*self.before, *self.during)))

    def is_hit(self, told: Told) -> bool:
        """Whether the write was one before the fault, or during it."""
        return told.key.partition(":")[0] in self.hit


def rounds_under_load(
    stage: Stage,
    row: Row,
    harm: HarmDone,
    look: Callable[[list[Told]], None] = lambda _: None,
    *,
    timeout: float = RECONCILED,
) -> None:
    """Do the harm under load, again and again until enough writes were accepted; nothing may be lost.

    Args:
        stage: The platform.
        row: Of the matrix, to enter each round in.
        harm: The fault.
        look: At what writers were told, in each round.
        timeout: In seconds, after the last write until everything is done.
    """
    while not row.is_enough:
        stage.begin_round()
        cast = Cast(*(stage.athletes(ATHLETES) for _ in range(3)))
        with stage.load(cast.before, per_second=PER_SECOND) as load:
            load.wait_for_more(WRITES)
            load.turn_to(cast.during)
            ended_at = harm(load)
            load.turn_to(cast.after)
            load.wait_for_more(WRITES)
        look(load.told)
        stage.wait_until_done(load.told, timeout)
        hit = [told for told in load.told if cast.is_hit(told)]
        row.add(stage.examine(load.told), stage.recoveries(hit, ended_at), load.told)


def nobody_noticed(told: list[Told]) -> None:
    """Every write was accepted, in well under a second."""
    assert {each.status for each in told} == {HTTPStatus.OK}
    slow = [each.seconds for each in told if each.seconds is not None and each.seconds >= PATIENCE]
    assert slow == []


def told_to_come_back(told: list[Told]) -> None:
    """What was not accepted was refused as something to try again later."""
    refused = [each for each in told if not each.is_accepted]
    assert {each.status for each in refused} <= {HTTPStatus.SERVICE_UNAVAILABLE}
    assert all(int(each.retry_after or 0) >= 1 for each in refused)
