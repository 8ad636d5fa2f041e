"""One beat: sends what is due, while it leads; makes good what was missed; gives signs of life.

It keeps nothing. Which points of time there are follows from the entries, what has run is in PostgreSQL, and
the time is Redis': neither a flush, nor a restart, nor a wall clock that jumps changes anything.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import structlog

from runtime.heartbeats import HeartbeatsUnavailableError
from runtime.leadership import LeadershipUnavailableError, Turn
from schedules.missed import missed
from storage.schedule_runs import Latest
from tasks.entries import Entry, Missed

log = structlog.get_logger(__name__)

#: A leader that has not been heard of for so long leads no more. Ticks are far more frequent.
LEAD_SECONDS = 15.0

#: So often a leader renews its claim, and another one asks for it.
TICK_SECONDS = 2.0

#: How often the leader looks for what was missed. A message may get lost while it leads, too.
LOOK_SECONDS = 60.0

#: What was sent and has not begun is not sent again for so long: perhaps no worker is there.
RESEND_SECONDS = 300.0

#: Sends an entry for a point of time.
Send = Callable[[Entry, datetime], None]
#: The last run of each of these entries, by name.
LookUp = Callable[[Sequence[str]], Mapping[str, Latest]]


class Candidate(Protocol):
    """What beat needs of `runtime.leadership.Leadership`."""

    def claim(self) -> Turn:
        """Lead, unless somebody else does."""
        ...


class Beat:
    """What a beat process does, tick by tick."""

    def __init__(
        self,
        entries: Mapping[str, Entry],
        leadership: Candidate,
        send: Send,
        look_up: LookUp,
        sign_of_life: Callable[[], None],
    ) -> None:
        self._entries = entries
        self._leadership = leadership
        self._send = send
        self._look_up = look_up
        self._sign_of_life = sign_of_life
        #: Of each entry, the last point of time that was seen to come. Empty for who does not lead.
        self._seen: dict[str, datetime] = {}
        #: When each was sent last, on the monotonic clock, and for which point of time.
        self._sent: dict[str, tuple[datetime, float]] = {}
        self._next_look = 0.0
        self._away = False

    def tick(self) -> float:
        """One look at the schedule; answers how many seconds to sleep until the next one."""
        try:
            self._sign_of_life()
            turn = self._leadership.claim()
        except (HeartbeatsUnavailableError, LeadershipUnavailableError) as error:
            if not self._away:
                log.warning("beat waits for Redis", error=str(error))
            self._away = True
            return TICK_SECONDS
        if self._away:
            log.info("beat is back at work")
            self._away = False
        if not turn.leads:
            if self._seen:
                log.warning("another beat leads")
            self._seen = {}
            return TICK_SECONDS
        self._lead(turn.now)
        return self._until_next(turn.now)

    def _lead(self, now: datetime) -> None:
        points = {name: entry.when.latest(now) for name, entry in self._entries.items()}
        if not self._seen:
            log.info("this beat leads")
            self._seen = points
            self._next_look = time.monotonic()
        for name, due_at in points.items():
            if due_at != self._seen[name]:
                self._seen[name] = due_at
                self._try_to_send(self._entries[name], due_at)
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + LOOK_SECONDS
            self._catch_up(now)

    def _catch_up(self, now: datetime) -> None:
        wanted = [entry for entry in self._entries.values() if entry.missed is Missed.CATCH_UP]
        try:
            latest = self._look_up([entry.name for entry in wanted])
        except Exception as error:  # noqa: BLE001  whatever PostgreSQL has, the other entries go on
            log.warning("what was missed is not known", error_type=type(error).__name__)
            return
        for entry, due_at in missed(wanted, latest, now):
            if not self._was_just_sent(entry, due_at):
                log.warning("caught up", entry=entry.name, due_at=due_at.isoformat())
                self._try_to_send(entry, due_at)

    def _was_just_sent(self, entry: Entry, due_at: datetime) -> bool:
        sent_for, sent_at = self._sent.get(entry.name, (None, 0.0))
        return sent_for == due_at and time.monotonic() - sent_at < RESEND_SECONDS

    def _try_to_send(self, entry: Entry, due_at: datetime) -> None:
        try:
            self._send(entry, due_at)
        except Exception as error:  # noqa: BLE001  the other entries are not to wait for this one
            log.warning("not sent", entry=entry.name, error_type=type(error).__name__)
        else:
            self._sent[entry.name] = (due_at, time.monotonic())

    def _until_next(self, now: datetime) -> float:
        soonest = min(entry.when.following(now) for entry in self._entries.values())
        return min(max((soonest - now).total_seconds(), 0.01), TICK_SECONDS)
