"""Stores chunks, each in one transaction with how far the import has come, and submits what they owe."""

import time

import psycopg
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.errors import RedisUnavailableError
from coalescing.lane_client import LaneClient
from ops.importing.roster import Roster
from ops.importing.sifting import Days
from ops.importing.tally import Tally
from storage import imports
from storage.importing import Merged, Staging
from storage.imports import ImportKey, Step

#: A chunk that met somebody else's locks is tried so often, with so many seconds in between.
TRIES = 5
PAUSE_SECONDS = 0.5

_IN_THE_WAY = (
    psycopg.errors.DeadlockDetected,
    psycopg.errors.LockNotAvailable,
    psycopg.errors.SerializationFailure,
)


class Store:
    """Where the days of one import go."""

    def __init__(
        self,
        connection: Connection[DictRow],
        lane: LaneClient,
        key: ImportKey,
        columns: tuple[str, ...],
        roster: Roster,
    ) -> None:
        self._connection, self._lane, self._key, self._roster = connection, lane, key, roster
        self._staging = Staging.made(connection, columns)
        #: Whether Redis was told of all that is owed.
        self.all_submitted = True

    def put(self, days: Days, upto: int, tally: Tally) -> None:
        """Store a chunk.

        Args:
            days: what is to be stored.
            upto: number of the record that the chunk ends with.
            tally: is told what became of the days.
        """
        merged, athletes = self._merge(days, upto)
        self._roster.stored()
        tally.new_days += merged.new
        tally.changed_days += merged.changed
        tally.unchanged_days += merged.unchanged
        tally.new_athletes += athletes
        self._submit(merged)

    def _merge(self, days: Days, upto: int) -> tuple[Merged, int]:
        for tries_left in range(TRIES - 1, -1, -1):
            try:
                with self._connection.transaction():
                    athletes = self._roster.store(self._connection)
                    rows = ((client, day, values) for (client, day), values in days.items())
                    merged = self._staging.merge(self._connection, rows) if days else Merged()
                    step = Step(upto, merged.new, merged.changed, merged.unchanged, athletes)
                    imports.advance(self._connection, self._key, step)
            except _IN_THE_WAY:
                if not tries_left:
                    raise
                time.sleep(PAUSE_SECONDS)
            else:
                return merged, athletes
        raise AssertionError("the last try returns or raises")

    def _submit(self, merged: Merged) -> None:
        if not merged.owed:
            return
        try:
            self._lane.submit_many([(key, b"", revision) for key, revision in merged.owed.items()])
        except RedisUnavailableError:
            self.all_submitted = False
