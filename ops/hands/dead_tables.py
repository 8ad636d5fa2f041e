"""The dead as tables for people."""

from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ops.hands.dead_action import Report
from ops.hands.output import printable, table
from ops.hands.spans import in_short
from storage.debts import Debt

_DONE = {"replay": "Replayed", "forget": "Forgotten"}
_WOULD = {"replay": "Would be replayed", "forget": "Would be forgotten"}


def dead_table(debts: Sequence[Debt]) -> Table:
    """One row each: the key, and beneath it the reason."""
    made = table("lane", "key, and why it died", "revision", "dead for", numbers=("revision", "dead for"))
    made.columns[0].no_wrap = made.columns[2].no_wrap = made.columns[3].no_wrap = True
    now = datetime.now(UTC)
    for debt in debts:
        reason = Text(printable(debt.last_error or "for a reason that is not known"), style="red")
        made.add_row(
            Text(debt.lane, style="bold"),
            Group(Text(printable(debt.key), overflow="fold"), reason),
            str(debt.revision),
            in_short((now - debt.dead_at).total_seconds()) if debt.dead_at else "",
        )
    return made


def report_lines(report: Report, *, at_most: int | None = None) -> RenderableType:
    """What was done or would be, a key a line, for the first `at_most` of them."""
    heading = (_WOULD if report.is_dry_run else _DONE)[report.action]
    if not report.debts:
        return Text(f"{heading}: nothing." if report.left_alone else "Nothing is dead that fits.")
    lines = [Text(f"{heading}, as {printable(report.who)}: {len(report.debts)}", style="bold")]
    for debt in report.debts[:at_most]:
        line = Text.assemble((f"{debt.lane} ", "dim"), printable(debt.key), overflow="fold")
        lines.append(line)
    if at_most is not None and len(report.debts) > at_most:
        lines.append(Text(f"and {len(report.debts) - at_most} more", style="dim"))
    return Group(*lines)
