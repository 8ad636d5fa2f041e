"""`afterwrite conserve`: the books of every lane. What was accepted is done, owed or dead, or it is lost."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coalescing.declared import declared_lanes
from ops.hands.servers import ledger_transaction
from ops.hands.watching import View
from storage.conservation import LaneBalance, balance


@dataclass(frozen=True, slots=True)
class Books:
    """The balances of all lanes at one moment."""

    balances: tuple[LaneBalance, ...]
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def hold(self) -> bool:
        """Whether nothing is lost."""
        return all(not lane.lost for lane in self.balances)

    def as_json(self) -> dict[str, Any]:
        """All of it, for machines."""
        return {"at": self.at, "holds": self.hold, "lanes": books_as_json(self.balances)}


def conserve(*, as_json: bool, watch: float | None) -> bool:
    """Show the books.

    Args:
        as_json: For machines.
        watch: Seconds from one look to the next; None for a single one.

    Returns:
        Whether nothing is lost.

    Raises:
        OpsError: PostgreSQL cannot be asked.
    """
    view: View[Books] = View(_look, _rendered, Books.as_json)
    if watch is not None:
        view.watch(watch, as_json=as_json)
        return True
    return view.once(as_json=as_json).hold


def books(balances: Sequence[LaneBalance]) -> Table:
    """The balances as a table that reads as a sum: accepted = done + owed + dead."""
    has_forgotten = any(lane.forgotten for lane in balances)
    table = Table(box=None, padding=(0, 1), show_edge=False, header_style="dim", pad_edge=False)
    headings = ("lane", "accepted", "", "done", "", "owed", "", "dead", "", "lost")
    for heading in (*headings, "forgotten") if has_forgotten else headings:
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
            Text(f"{lane.dead:,}", style="red" if lane.dead > lane.forgotten else ""),
            "+" if lane.lost else " ",
            Text(f"{lane.lost:,}", style="bold red" if lane.lost else "green"),
            *([f"{lane.forgotten:,}"] if has_forgotten else []),
        )
    return table


def books_as_json(balances: Sequence[LaneBalance]) -> list[dict[str, Any]]:
    """The balances for machines: one object a lane."""
    return [asdict(lane) for lane in balances]


def with_every_lane(balances: Iterable[LaneBalance], names: Iterable[str]) -> tuple[LaneBalance, ...]:
    """The balances, and zeros for the lanes of these names that have accepted nothing yet."""
    found = {lane.lane: lane for lane in balances}
    return tuple(
        found.get(name) or LaneBalance(name, keys=0, accepted=0, done=0, owed=0, dead=0)
        for name in dict.fromkeys((*names, *found))
    )


def _look() -> Books:
    with ledger_transaction() as connection:
        return Books(with_every_lane(balance(connection), declared_lanes()))


def _rendered(seen: Books) -> RenderableType:
    if seen.hold:
        return books(seen.balances)
    return Group(books(seen.balances), Text("Something that was accepted is lost.", style="bold red"))
