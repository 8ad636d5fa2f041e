"""`afterwrite audit`: what was done by hand, by whom, and when."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from ops.hands.arguments import known_lane
from ops.hands.output import console, printable, table, write_json
from ops.hands.servers import ledger_transaction
from storage import audit as book
from storage.audit import Action


def audit(*, lane: str | None, key: str | None, limit: int, as_json: bool) -> None:
    """Show the newest actions, newest first.

    Raises:
        WrongArgumentError: There is no such lane.
        OpsError: PostgreSQL cannot be asked.
    """
    with ledger_transaction() as connection:
        actions = book.recent(connection, limit=limit, lane=lane, key=key)
    if not actions:
        known_lane(lane)
    if as_json:
        write_json([asdict(action) for action in actions])
    else:
        console().print(audit_table(actions) if actions else "Nothing was done by hand.")


def audit_table(actions: Sequence[Action]) -> Table:
    """Two lines an action: when, what, to which key; by whom, in which lane, how."""
    made = table("when (UTC), and who", "what", "to, and how")
    made.columns[1].no_wrap = True
    for action in actions:
        made.add_row(
            Group(f"{action.at:%Y-%m-%d %H:%M:%S}", Text(printable(action.who), overflow="fold")),
            Group(Text(action.action, style="bold"), Text(action.lane or "all lanes")),
            Group(
                Text("the lane" if action.key is None else printable(action.key), overflow="fold"),
                Text(printable(_in_words(action.details)), style="dim"),
            ),
        )
    return made


def _in_words(details: Any) -> str:
    if not isinstance(details, dict):
        return ""
    return ", ".join(
        f"{name}: {value if isinstance(value, str) else json.dumps(value)}"
        for name, value in details.items()
        if value not in (None, "")
    )
