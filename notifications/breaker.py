"""Whether a provider is called: after failures in a row it is left in peace for a while, then tried once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from notifications.channels.outcome import Outcome

#: So many in a row close it.
FAILURES: Final = 3
#: How long it is left in peace at first, and at most; it doubles with each further failure.
PEACE: Final = timedelta(seconds=30)
LONGEST_PEACE: Final = timedelta(minutes=15)
#: A receiver that wants to be asked again later than that is asked then all the same.
LONGEST_RETRY_AFTER: Final = timedelta(hours=6)


@dataclass(slots=True)
class Provider:
    """One provider, as the fleet has known it when a batch began, and what the batch has learned."""

    name: str
    failures: int = 0
    closed_until: datetime | None = None
    #: It was closed, its time is over, and this batch may find out whether it is back.
    may_probe: bool = False
    is_changed: bool = False
    #: It has been called before.
    is_known: bool = False

    @property
    def is_proven(self) -> bool:
        """Whether its last call was answered: then it will most likely answer soon."""
        return self.is_known and not self.failures

    def is_open(self, now: datetime) -> bool:
        """Whether it is called as usual."""
        return self.failures < FAILURES and (self.closed_until is None or self.closed_until <= now)

    def is_to_be_probed(self, now: datetime) -> bool:
        """Whether it was closed, and its time is over: then one call, of all workers, is let through."""
        return self.failures >= FAILURES and (self.closed_until is None or self.closed_until <= now)

    def note(self, outcome: Outcome, now: datetime) -> None:
        """What a call has shown."""
        if outcome.is_providers:
            self.failures += 1
            self.is_changed = True
            if self.failures >= FAILURES:
                self._close_until(now + min(PEACE * 2 ** min(self.failures - FAILURES, 10), LONGEST_PEACE))
        elif self.failures or self.closed_until is not None or not self.is_known:
            self.failures, self.closed_until, self.is_changed = 0, None, True
        self.is_known = True
        if outcome.retry_after is not None:
            self._close_until(now + min(timedelta(seconds=outcome.retry_after), LONGEST_RETRY_AFTER))

    def wait(self, now: datetime) -> timedelta:
        """How long to wait before it is worth looking again."""
        if self.closed_until is None or self.closed_until <= now:
            return timedelta(seconds=5)  # somebody else is finding out
        return self.closed_until - now

    def _close_until(self, when: datetime) -> None:
        self.closed_until = max(when, self.closed_until or when)
        self.is_changed = True
