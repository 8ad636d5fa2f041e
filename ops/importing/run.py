"""One import: dry or for real, begun, continued, or found to be done."""

import time
from contextlib import ExitStack, closing
from pathlib import Path

from psycopg import Connection
from psycopg.rows import DictRow
from rich.console import Console

from coalescing.lanes import REASSESSMENTS
from ops.errors import OpsError, WrongArgumentError
from ops.hands.operator_name import operator_name
from ops.hands.servers import Servers
from ops.importing.business import business_of, new_athletes
from ops.importing.ending import Way, note_end
from ops.importing.faults import BrokenFileError
from ops.importing.options import Options
from ops.importing.outcome import Outcome
from ops.importing.passing import Put, one_pass
from ops.importing.plan import Plan, plan_of
from ops.importing.progress import meter
from ops.importing.records import Records
from ops.importing.rejects import Rejects, check_writable
from ops.importing.roster import Roster
from ops.importing.sifting import Days, Sieve
from ops.importing.source import Source, opened
from ops.importing.storing import Store
from ops.importing.tally import Tally
from storage import audit, imports
from storage.importing import connect
from storage.imports import ImportKey, ImportState, advisory_lock
from storage.seeding import refresh_statistics

#: From so many stored days on the planner is told of them at once.
MANY_DAYS = 5_000


class Import:
    """One file, on its way into one platform."""

    def __init__(self, options: Options, servers: Servers, console: Console) -> None:
        self._options, self._servers, self._console = options, servers, console
        self._began = time.monotonic()
        self.way = Way(options.file_name, options.dry_run)

    def run(self) -> Outcome:
        """Do it.

        Raises:
            OpsError: it cannot be done, or is being done by another process.
        """
        options = self._options
        if options.rejects is not None:
            if options.file is not None and _is_same(options.file, options.rejects):
                raise WrongArgumentError("--rejects must be another file than the one that is imported.")
            check_writable(options.rejects)
        with ExitStack() as stack:
            source = stack.enter_context(opened(options.file))
            plan = self._plan(source)
            url = self._servers.settings.require_database_url()
            connection = stack.enter_context(closing(connect(url, read_only=options.dry_run)))
            if options.dry_run:
                return self._check(connection, source, plan)
            return self._import(connection, source, plan)

    def _plan(self, source: Source) -> Plan:
        records = self._records(source)
        try:
            return plan_of(records.heading, self._options.reading)
        finally:
            records.detach()

    def _import(self, connection: Connection[DictRow], source: Source, plan: Plan) -> Outcome:
        key = ImportKey(source.digest, self._options.reading.digest)
        if not imports.take_lock(connection, key.lock):
            raise OpsError("This very import is under way in another process.")
        state = imports.find(connection, key)
        if state is not None and state.finished_at is not None and not self._options.again:
            return self._outcome(plan, Tally(), Rejects(), earlier=state)
        self.way.who = operator_name(self._options.as_name, self._servers.settings)
        if state is not None and state.finished_at is None:
            self.way.key = key
        if self._options.strict:
            checked = self._check(connection, source, plan, is_dry=False)
            if checked.tally.rejected or checked.broken:
                return checked
        return self._store(connection, source, plan, key, state)

    def _check(
        self, connection: Connection[DictRow], source: Source, plan: Plan, *, is_dry: bool = True
    ) -> Outcome:
        """Read all of the file, and write nothing but the file of rejects."""
        tally = self.way.tally = Tally()
        roster = self._roster(connection, plan, writes=False)

        def forget(_days: Days, _upto: int) -> None:
            roster.stored()

        with Rejects.into(self._options.rejects, plan.heading) as rejects:
            sieve = Sieve(plan, roster, rejects, tally)
            broken = self._pass(source, plan, sieve, tally, "checking", forget)
            tally.new_athletes = len(roster.made)
        return self._outcome(
            plan,
            tally,
            rejects,
            roster=roster,
            is_dry=is_dry,
            is_refused=not is_dry,
            broken=broken,
            hints=tuple(sieve.hints.said()),
        )

    def _store(
        self,
        connection: Connection[DictRow],
        source: Source,
        plan: Plan,
        key: ImportKey,
        state: ImportState | None,
    ) -> Outcome:
        tally = self.way.tally = Tally()
        roster = self._roster(connection, plan, writes=True)
        behind = self._begin(connection, key, state)
        self.way.key = key
        if behind and state is not None:
            tally.new_days, tally.changed_days = state.new_days, state.changed_days
            tally.unchanged_days, tally.new_athletes = state.unchanged_days, state.new_athletes
        store = Store(connection, self._servers.lane(REASSESSMENTS), key, plan.columns, roster)
        with Rejects.into(self._options.rejects, plan.heading) as rejects:
            sieve = Sieve(plan, roster, rejects, tally)

            def put(days: Days, upto: int) -> None:
                store.put(days, upto, tally)

            broken = self._pass(source, plan, sieve, tally, "importing", put, behind)
        self._end(connection, key, broken)
        if tally.new_days + tally.changed_days >= MANY_DAYS:
            refresh_statistics(connection)
        return self._outcome(
            plan,
            tally,
            rejects,
            roster=roster,
            continued_behind=behind,
            all_submitted=store.all_submitted,
            broken=broken,
            hints=tuple(sieve.hints.said()),
        )

    def _end(self, connection: Connection[DictRow], key: ImportKey, broken: BrokenFileError | None) -> None:
        rows = self.way.tally.rows
        with connection.transaction():
            if broken is None:
                self.way.is_all_stored = True
                imports.finish(connection, key, self.way.tally.rejected)
                note_end(connection, self.way, "done")
            else:
                note_end(connection, self.way, f"broken on line {broken.line:,}, stored up to row {rows:,}")

    def _begin(self, connection: Connection[DictRow], key: ImportKey, state: ImportState | None) -> int:
        """Number of the record that an interrupted import came to; 0 for one that begins."""
        options = self._options
        who = self.way.who
        behind = state.records if state is not None and state.finished_at is None else 0
        with connection.transaction():
            if not behind:
                imports.begin(connection, key, options.file_name, who)
            details = {"file": options.file_name, "sha256": key.file_digest, "behind_row": behind}
            audit.write(connection, who, "import", details=details)
        return behind

    def _roster(self, connection: Connection[DictRow], plan: Plan, *, writes: bool) -> Roster:
        reading = self._options.reading
        with connection.transaction():
            business = business_of(connection, plan, reading, writes=writes)
            new = new_athletes(connection, plan, reading, business, writes=writes)
        if new is not None and writes and not imports.take_lock(connection, advisory_lock(str(new.business))):
            raise OpsError("Another import makes athletes of this business just now; try again after it.")
        return Roster(connection, plan.by, business, new)

    def _pass(
        self, source: Source, plan: Plan, sieve: Sieve, tally: Tally, what: str, put: Put, behind: int = 0
    ) -> BrokenFileError | None:
        records = self._records(source)
        try:
            with meter(self._console, what) as shown:
                return one_pass(records, plan, sieve, tally, shown, put, behind)
        finally:
            records.detach()

    def _records(self, source: Source) -> Records:
        reading = self._options.reading
        return Records(
            source.from_the_beginning(), source.size, encoding=reading.encoding, delimiter=reading.delimiter
        )

    def _outcome(self, plan: Plan, tally: Tally, rejects: Rejects, **more: object) -> Outcome:
        return Outcome(
            file_name=self._options.file_name,
            plan=plan,
            tally=tally,
            rejects=rejects,
            seconds=time.monotonic() - self._began,
            **more,  # type: ignore[arg-type]
        )


def _is_same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)
