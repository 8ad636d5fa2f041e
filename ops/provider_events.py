"""`afterwrite strava events` and its like: what came in from a provider, and what became of it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from rich.console import Group
from rich.table import Table
from rich.text import Text

from domain.providers import Provider
from ops.errors import OpsError
from ops.hands.output import console, printable, table, write_json
from ops.hands.servers import ledger_transaction
from ops.hands.spans import in_short
from ops.hands.which_athlete import athlete_called
from ops.strava_status import trouble_lines
from runtime.settings import Settings
from storage.connections import connection_troubles
from storage.provider_event_reading import (
    ConnectionState,
    ListedEvent,
    ProviderOverview,
    connection_of,
    listed_events,
    provider_overview,
)

_STYLES = {"APPLIED": "green", "COALESCED": "dim", "LATE": "dim", "VOID": "yellow"}


def events(
    provider: Provider,
    client: str | None,
    *,
    failed: bool,
    limit: int,
    as_json: bool,
    settings: Settings | None = None,
) -> None:
    """Print how a provider fares, and its newest events.

    Args:
        provider: Whose events.
        client: The athlete's id, or a name that only one athlete has; None for all.
        failed: Only those that are dead, or failed and are tried again.
        limit: How many at most.
        as_json: Print one JSON object.
        settings: Those of the process when not given.

    Raises:
        OpsError: There is no such athlete, or more than one, or the athlete has never connected an account;
            or PostgreSQL cannot be used.
    """
    name, source = provider.value.lower(), provider.value
    with ledger_transaction(settings) as connection:
        overview = provider_overview(connection, name, source)
        troubles = connection_troubles(connection, source)
        state: ConnectionState | None = None
        if client is not None:
            athlete = athlete_called(connection, client)
            state = connection_of(connection, source, athlete)
            if state is None:
                raise OpsError(f"{printable(client)} has never connected {provider.title()}.")
        account = state.account if state else None
        found = listed_events(connection, name, source, account=account, failed=failed, limit=limit)
    if as_json:
        write_json({**_document(overview, state, found), "troubles": troubles})
        return
    screen = console()
    screen.print(_overview_lines(provider, overview))
    if state is None:
        for line in trouble_lines(troubles):
            screen.print(line, soft_wrap=True)
    if state is not None:
        screen.print(_state_lines(state))
    if found:
        screen.print(events_table(found))
    else:
        screen.print("No event has failed." if failed else "No events.")
    if overview.waiting > overview.dead and provider is Provider.STRAVA:
        screen.print("`afterwrite strava status` shows whether it is called, and what is left of the quota.")
    if overview.dead:
        screen.print(f"`afterwrite dead replay --lane {name}` has what is dead tried again.")


def events_table(found: Sequence[ListedEvent]) -> Table:
    """Two lines an event: what happened to what, and whose it is; when it came; what became of it."""
    made = table("received (UTC)", "what, and whose", "outcome")
    made.columns[0].no_wrap = True
    for event in found:
        whose = printable(event.name) if event.name else "nobody here"
        made.add_row(
            Group(
                f"{event.received_at:%Y-%m-%d %H:%M:%S}",
                Text(f"happened {event.event_at:%m-%d %H:%M:%S}", style="dim"),
            ),
            Group(
                Text(printable(f"{event.aspect} of {event.object_type} {event.object_id}"), overflow="fold"),
                Text(f"account {printable(event.owner)}, {whose}", style="dim", overflow="fold"),
            ),
            _outcome(event),
        )
    return made


def _outcome(event: ListedEvent) -> Group:
    if event.outcome is not None:
        first = Text(event.outcome, style=_STYLES.get(event.outcome, ""))
        return Group(first, Text(printable(event.detail or ""), style="dim", overflow="fold"))
    if event.dead_at is not None:
        first = Text("dead", style="bold red")
    else:
        age = (datetime.now(UTC) - event.received_at).total_seconds()
        first = Text(f"waits for {in_short(age)}", style="bold")
    return Group(first, Text(printable(event.last_error or ""), style="red", overflow="fold"))


def _overview_lines(provider: Provider, overview: ProviderOverview) -> Text:
    settled = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(overview.settled.items()))
    received = overview.waiting + sum(overview.settled.values())
    fares = f"{provider.title()}: accounts connected {overview.connections:,}, failing {overview.failing:,}"
    fares += f"; last fetch {_when(overview.last_sync_at)}"
    came = f"events received {received:,}, the last one {_when(overview.last_received_at)}: "
    came += f"{settled}; " if settled else ""
    came += f"{overview.waiting:,} without an outcome"
    came += f", the oldest {_when(overview.oldest_waiting_at)}" if overview.oldest_waiting_at else ""
    came += f"; objects dead {overview.dead:,}"
    return Text(f"{fares}\n{came}", style="red" if overview.dead else "")


def _state_lines(state: ConnectionState) -> Text:
    what = f"connected, {_when(state.connected_at)}" if state.is_in_use else "NOT connected any more"
    text = Text(f"Account {printable(state.account)} is {what}; last fetch {_when(state.last_sync_at)}")
    if state.last_sync_error:
        text.append(f"\nLast error: {printable(state.last_sync_error)}", style="red")
    return text


def _when(at: datetime | None) -> str:
    if at is None:
        return "never"
    return f"{in_short((datetime.now(UTC) - at).total_seconds())} ago"


def _document(
    overview: ProviderOverview, state: ConnectionState | None, found: Sequence[ListedEvent]
) -> dict[str, Any]:
    return {
        "overview": asdict(overview),
        "connection": asdict(state) if state else None,
        "events": [
            {name: str(value) if isinstance(value, UUID) else value for name, value in asdict(event).items()}
            for event in found
        ],
    }
