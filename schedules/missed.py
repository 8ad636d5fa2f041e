"""Which points of time were missed: nobody has run for them, and the entry wants to catch up."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from storage.schedule_runs import Latest
from tasks.entries import Entry, Missed


def missed(
    entries: Iterable[Entry], latest: Mapping[str, Latest], now: datetime
) -> Iterator[tuple[Entry, datetime]]:
    """Entries to be sent now, and for which point of time. However many were missed, the latest is enough.

    An entry that has never run has missed nothing: its first time is the next one.
    """
    for entry in entries:
        run = latest.get(entry.name)
        due_at = entry.when.latest(now)
        if (
            entry.missed is Missed.CATCH_UP
            and run is not None
            and (run.due_at < due_at or (run.is_lost and run.due_at == due_at))
        ):
            yield entry, due_at
