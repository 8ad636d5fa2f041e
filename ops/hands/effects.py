"""`afterwrite effects`: what an athlete's check-ins have set in motion, why, and what of it was withdrawn."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from domain.effect_wording import effect_line
from ops.errors import OpsError, WrongArgumentError
from ops.hands.output import console, printable, table, write_json
from ops.hands.servers import ledger_transaction
from ops.hands.which_athlete import athlete_called
from storage.effect_reading import OPERATORS_EFFECTS

_DAY_LENGTH = len("2026-03-14")


def effects(client: str, day: str | None, *, limit: int, as_json: bool) -> None:
    """Show an athlete's effects, newest first.

    Args:
        client: The athlete's id, or a name that only one athlete has.
        day: Local day of a check-in, YYYY-MM-DD; None for all.
        limit: How many at most.
        as_json: For machines.

    Raises:
        WrongArgumentError: It is no day.
        OpsError: There is no such athlete, or more than one; or PostgreSQL cannot be used.
    """
    wanted = _day(day)
    with ledger_transaction() as connection:
        client_id = athlete_called(connection, client)
        parameters = {"client_id": client_id, "day": wanted, "limit": limit}
        rows = connection.execute(OPERATORS_EFFECTS.text, parameters).fetchall()
    if not rows:
        raise OpsError(f"There is no athlete with the id {client_id}.")
    name = rows[0]["name"]
    found = [row for row in rows if row["id"] is not None]
    if as_json:
        write_json([_as_document(row) for row in found])
        return
    when = "" if wanted is None else f" on {wanted}"
    standing = sum(row["withdrawn_at"] is None for row in found)
    count = "1 effect" if len(found) == 1 else f"{len(found)} effects"
    console().print(f"{printable(name)}{when}: {count}, {standing} of them standing")
    if found:
        console().print(effects_table(found))


def effects_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Two lines an effect: what it is and why; which check-in called for it; since when it stands, or not."""
    made = table("check-in", "what, and why", "made (UTC), and withdrawn")
    made.columns[0].no_wrap = True
    for row in rows:
        stands = row["withdrawn_at"] is None
        what = effect_line(row["kind"], row["before"], row["after"])
        made.add_row(
            Group(str(row["date"]), Text(f"revision {row['revision']}", style="dim")),
            Group(
                Text(printable(what), style="bold" if stands else "dim strike", overflow="fold"),
                Text(printable(_why(row["cause"])), style="dim", overflow="fold"),
            ),
            Group(f"{row['made_at']:%Y-%m-%d %H:%M:%S}", _end_of(row)),
        )
    return made


def _end_of(row: Mapping[str, Any]) -> Text:
    if row["withdrawn_at"] is None:
        return Text("stands", style="green")
    left = ", left as a person made it" if row["left_as_is"] else ""
    return Text(f"{row['withdrawn_at']:%Y-%m-%d %H:%M:%S} {row['withdrawn_because']}{left}", style="dim")


def _why(cause: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name}: {value if isinstance(value, str) else json.dumps(value)}"
        for name, value in cause.items()
        if value not in (None, "", [])
    )


def _as_document(row: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: _as_text(value) for name, value in row.items() if name != "name"}
    return shown | {"what": effect_line(row["kind"], row["before"], row["after"])}


def _as_text(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | bool | dict | None) else str(value)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        if len(text) == _DAY_LENGTH:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise WrongArgumentError(f"DATE is {printable(text)!r}, and must be a day, YYYY-MM-DD.")
