"""A burst, played: posted with bars, waited for, measured."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from ops.demo.backlog import Backlog, Sample, wait_until_settled
from ops.demo.burst import Burst, BurstLog
from ops.demo.evidence import Finished, finished
from ops.demo.figures import Sent
from ops.demo.forms import Form
from ops.demo.screen import Screen, bar
from ops.demo.stage import Stage
from ops.demo.stopping import Stopping

_LOOK_UP_SECONDS = 0.05

T = TypeVar("T")

#: Something that happens at the same time.
Beside: TypeAlias = Callable[[BurstLog], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A burst that is over."""

    log: BurstLog
    #: The backlog from the first write to the end.
    samples: Sequence[Sample]
    #: Still owed when waiting was given up, and when waiting ended, in seconds since the epoch.
    left: int
    empty_at: float
    sent: Sent
    finished: Mapping[str, Finished]

    @property
    def reused(self) -> int:
        """Check-ins that ended with inputs that had been assessed before the burst: nothing was computed."""
        return sum(end.assessed_at < self.log.began_at for end in self.finished.values())


def play(
    stage: Stage, screen: Screen, token: str, forms: Sequence[Form], patience: float, *beside: Beside
) -> Played:
    """Post the forms, and wait until nothing is owed, for `patience` seconds at most.

    Raises:
        RefusedError: a write was not accepted.
    """
    writes = [(form.member.athlete.id, form.writes) for form in forms]
    with screen.bars() as bars:
        posted = bar(bars, "posted", sum(len(form.writes) for form in forms))
        done = bar(bars, "assessed", len(forms))
        with Backlog(stage) as backlog:
            burst = Burst(stage.platform.api_url, token, on_answer=posted.advance)
            log = asyncio.run(_unless_stopped(stage.stopping, burst.post(writes, *beside)))
            backlog.on_sample = lambda owed: done.reach(len(forms) - owed)
            left = backlog.wait_until_empty(patience)
            empty_at = time.time()
        done.reach(len(forms) - left)
    wait_until_settled(stage.lane)
    return Played(
        log=log,
        samples=backlog.samples,
        left=left,
        empty_at=empty_at,
        sent=Sent.of(log, {form.member.athlete.id: form.revision_before for form in forms}),
        finished=finished(stage, [form.member.key for form in forms]),
    )


async def _unless_stopped(stopping: Stopping, work: Coroutine[Any, Any, T]) -> T:
    async def look_up() -> None:
        while True:
            stopping.check()
            await asyncio.sleep(_LOOK_UP_SECONDS)

    looking = asyncio.create_task(look_up())
    try:
        return await work
    finally:
        looking.cancel()
