"""`afterwrite conserve`: the books of every lane. What was accepted is done, owed or dead, or it is lost."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import psycopg
from psycopg.rows import dict_row
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops.connected import connected_database_url
from ops.errors import OpsError
from storage.conservation import LaneBalance, balance
from storage.urls import psycopg_url


def conserve(*, as_json: bool) -> bool:
    """Print the books.

    Returns:
        Whether nothing is lost.

    Raises:
        OpsError: PostgreSQL cannot be asked.
    """
    balances = _read(connected_database_url())
    is_kept = all(not lane.lost for lane in balances)
    if as_json:
        sys.stdout.write(json.dumps(books_as_json(balances), indent=2) + "\n")
        return is_kept
    console = Console(highlight=False)
    console.print(books(balances) if balances else "Nothing has been accepted yet.")
    if not is_kept:
        console.print(Text("Something that was accepted is lost.", style="bold red"))
    return is_kept


def books(balances: Sequence[LaneBalance]) -> Table:
    """The balances as a table that reads as a sum: accepted = done + owed + dead."""
    table = Table(box=None, padding=(0, 1), show_edge=False, header_style="dim", pad_edge=False)
    for heading in ("lane", "accepted", "", "done", "", "owed", "", "dead", "", "lost"):
        table.add_column(heading, justify="left" if heading == "lane" else "right", no_wrap=True)
    for lane in balances:
        table.add_row(
            Text(lane.lane, style="bold"),
            f"{lane.accepted:,}",
            "=",
            f"{lane.done:,}",
            "+",
            f"{lane.owed:,}",
            "+",
            Text(f"{lane.dead:,}", style="red" if lane.dead else ""),
            "+" if lane.lost else " ",
            Text(f"{lane.lost:,}", style="bold red" if lane.lost else "green"),
        )
    return table


def books_as_json(balances: Sequence[LaneBalance]) -> list[dict[str, Any]]:
    """The balances for machines: one object a lane."""
    return [asdict(lane) for lane in balances]


def _read(database_url: str) -> list[LaneBalance]:
    try:
        with psycopg.connect(
            psycopg_url(database_url), row_factory=dict_row, connect_timeout=10
        ) as connection:
            return balance(connection)
    except psycopg.errors.UndefinedTable:
        raise OpsError("The schema is missing; run `afterwrite migrate`.") from None
    except psycopg.Error as error:
        raise OpsError(f"PostgreSQL cannot be used: {str(error).strip()}") from error
