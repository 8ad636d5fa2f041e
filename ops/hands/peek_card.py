"""A key as a card for people: one a lane."""

from collections.abc import Iterator
from datetime import UTC, datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coalescing.outcomes import EntryState, PeekedEntry
from ops.hands.key_view import KeyView, KeyViews
from ops.hands.output import printable
from ops.hands.spans import in_short
from ops.hands.what_is_next import what_is_next
from storage.debts import Debt

#: Characters of a payload that are shown unless all are asked for.
CUT = 200

_STYLES = {"dead": "bold red", "held": "bold green", "waiting": "bold cyan"}


def cards(views: KeyViews, *, whole_payload: bool) -> RenderableType:
    """One card for each lane that knows the key, and what kept us from knowing more."""
    errors = [Text(error, style="bold red") for error in (views.redis_error, views.ledger_error) if error]
    found = [card(view, whole_payload=whole_payload) for view in views.views]
    heading = Text(printable(views.key), style="bold", overflow="fold")
    return Group(*errors, heading, *found, *([] if found else [Text("No lane knows this key.")]))


def card(view: KeyView, *, whole_payload: bool) -> Table:
    """What is known of the key in one lane."""
    table = Table(box=None, show_header=False, show_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("", "")
    table.add_row("lane", Text(view.name, style="bold"))
    if view.entry:
        for name, value in _of_redis(view, view.entry):
            table.add_row(name, value)
    if view.debt:
        for name, value in _of_ledger(view.debt):
            table.add_row(name, value)
    for name, value in _of_inputs(view, whole=whole_payload):
        table.add_row(name, value)
    table.add_row("next", Text(what_is_next(view), style="bold"))
    return table


def state_of(view: KeyView) -> str:
    """The state in Redis, or if Redis knows nothing, that in the ledger."""
    if view.entry is not None and view.entry.state is not EntryState.ABSENT:
        return view.entry.state.name.lower()
    if view.debt is None:
        return "absent"
    if view.debt.dead_at is not None:
        return "dead"
    return "owed" if view.debt.is_owed else "done"


def _of_redis(view: KeyView, entry: PeekedEntry) -> Iterator[tuple[str, Text | str]]:
    state = entry.state.name.lower()
    yield "in Redis", Text(state, style=_STYLES.get(state, ""))
    if entry.state is EntryState.ABSENT:
        return
    if (due := view.due_in_seconds) is not None:
        yield "due", f"in {in_short(due)}" if due > 0 else f"for {in_short(-due)}"
    if (lease := view.lease_seconds) is not None:
        yield "lease", f"ends in {in_short(lease)}" if lease > 0 else f"ended {in_short(-lease)} ago"
        yield "token", str(entry.token)
    overtaken = ", overtaken" if entry.is_overtaken else ""
    yield "generation", f"{entry.generation}, claimed at {entry.claimed_generation}{overtaken}"
    yield "attempts failed", _of_at_most(entry.attempts, view.lane.max_attempts if view.lane else None)
    yield "crashes", _of_at_most(entry.crashes, view.lane.max_crashes if view.lane else None)
    yield "submitted", f"revision {entry.revision}" if entry.revision else "without a revision"
    if entry.reason:
        yield "reason", Text(printable(entry.reason), style="red")


def _of_ledger(debt: Debt) -> Iterator[tuple[str, Text | str]]:
    state = "dead" if debt.dead_at else "owed" if debt.is_owed else "done"
    put_off = debt.put_off_seconds(datetime.now(UTC))
    since = {"dead": debt.dead_at, "owed": None if put_off else debt.owed_at, "done": debt.done_at}[state]
    forgotten = ", forgotten" if debt.forgotten_at else ""
    yield (
        "in the ledger",
        Text.assemble((state, _STYLES.get(state, "bold")), f"{forgotten}{_ago(since)}"),
    )
    yield "revision", f"{debt.revision}, of which done: {debt.done_revision}"
    if debt.done_run:
        late = "" if debt.done_lag_ms is None else f", {in_short(debt.done_lag_ms / 1000)} after it was due"
        attempt = "" if debt.done_attempt is None else f", attempt {debt.done_attempt}"
        yield "done by", f"{printable(debt.done_run)}{attempt}{late}"
    if debt.last_error:
        yield "last error", Text(printable(debt.last_error), style="red")


def _of_inputs(view: KeyView, *, whole: bool) -> Iterator[tuple[str, Text | str]]:
    if view.inputs:
        yield "inputs owed", str(len(view.inputs))
    if not view.payload:
        return
    # Between the members of a JSON object, line feeds and tabs are but space.
    raw = view.payload.decode(errors="backslashreplace").replace("\n", " ").replace("\t", " ")
    text = printable(raw)
    size = f" ... ({len(view.payload):,} bytes; --payload shows all)"
    yield "payload", text if whole or len(text) <= CUT else f"{text[:CUT]}{size}"


def _of_at_most(number: int, limit: int | None) -> str:
    return str(number) if limit is None else f"{number} of {limit}"


def _ago(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return (
        f", since {moment:%Y-%m-%d %H:%M:%S} UTC ({in_short((datetime.now(UTC) - moment).total_seconds())})"
    )
