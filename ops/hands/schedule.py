"""`afterwrite schedule list` and `history`: what beat sets going, and how it went."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from ops.errors import WrongArgumentError
from ops.hands.output import console, printable, table, write_json
from ops.hands.servers import ledger_transaction
from storage import schedule_runs
from storage.schedule_runs import Run
from tasks.entries import Clock, Entry, Missed, entries
from tasks.time_limit import TASK_LIMIT_SECONDS

_CLOCKS = {Clock.NONE: "", Clock.UTC: "UTC", Clock.EACH_OWN: "each one's own time"}
_MISSED = {Missed.CATCH_UP: "caught up", Missed.SKIP: "skipped"}


def entry_named(name: str) -> Entry:
    """The entry.

    Raises:
        WrongArgumentError: There is none of that name.
    """
    table = entries()
    if name not in table:
        raise WrongArgumentError(
            f"{printable(name)!r} is no entry of the schedule; there are {', '.join(table)}."
        )
    return table[name]


def list_entries(*, as_json: bool) -> None:
    """Show every entry.

    Raises:
        OpsError: PostgreSQL cannot be asked.
    """
    with ledger_transaction() as connection:
        last = schedule_runs.last_of_each(connection)
    now = datetime.now(UTC)
    if as_json:
        write_json([_document(entry, last.get(entry.name), now) for entry in entries().values()])
    else:
        console().print(_entries_table(last, now))


def history(name: str | None, *, limit: int, as_json: bool) -> None:
    """Show the last runs, newest first.

    Raises:
        WrongArgumentError: There is no such entry, and never was.
        OpsError: PostgreSQL cannot be asked.
    """
    with ledger_transaction() as connection:
        runs = schedule_runs.recent(connection, entry=name, limit=limit)
    if not runs and name is not None:
        entry_named(name)
    if as_json:
        write_json([{**asdict(run), "state": state_of(run, datetime.now(UTC))} for run in runs])
    else:
        console().print(_runs_table(runs) if runs else "Nothing has run yet.")


def state_of(run: Run, now: datetime) -> str:
    """In a word: `done`, `failed`, `running`, or `killed` if it has not ended and cannot be running."""
    if run.finished_at is not None:
        return "done" if run.error is None else "failed"
    return "running" if (now - run.started_at).total_seconds() < TASK_LIMIT_SECONDS else "killed"


def _document(entry: Entry, last: Run | None, now: datetime) -> dict[str, Any]:
    return {
        "name": entry.name,
        "task": entry.task.name,
        "when": str(entry.when),
        "clock": entry.clock,
        "missed": entry.missed,
        "jitter_seconds": entry.jitter_seconds,
        "description": entry.description,
        "next_at": entry.when.following(now),
        "last": None if last is None else {**asdict(last), "state": state_of(last, now)},
    }


def _entries_table(last: dict[str, Run], now: datetime) -> Table:
    """Two lines an entry; the second says what it does, whose time it is, what becomes of a missed one."""
    made = table("entry", "when", "next (UTC)", "last (UTC)", "how it went")
    for entry in entries().values():
        run = last.get(entry.name)
        made.add_row(
            Group(Text(entry.name, style="bold"), Text(entry.description, style="dim")),
            Group(Text(str(entry.when)), Text(_CLOCKS[entry.clock], style="dim")),
            Group(
                Text(f"{entry.when.following(now):%m-%d %H:%M:%S}"),
                Text(f"missed: {_MISSED[entry.missed]}", style="dim"),
            ),
            Text("never" if run is None else f"{run.started_at:%m-%d %H:%M:%S}"),
            Text("" if run is None else how_it_went(run, now)),
        )
    return made


def _runs_table(runs: Sequence[Run]) -> Table:
    now = datetime.now(UTC)
    made = table("entry", "due (UTC)", "began", "how it went")
    for run in runs:
        made.add_row(
            printable(run.entry),
            f"{run.due_at:%Y-%m-%d %H:%M:%S}",
            f"{(run.started_at - run.due_at).total_seconds():+.1f} s",
            how_it_went(run, now),
        )
    return made


def how_it_went(run: Run, now: datetime) -> str:
    """One run in words."""
    state = state_of(run, now)
    if run.finished_at is None:
        return state
    span = f"in {(run.finished_at - run.started_at).total_seconds():.2f} s"
    return (
        f"{state} {span}: {run.rows} rows" if run.error is None else f"{state} {span}: {printable(run.error)}"
    )
