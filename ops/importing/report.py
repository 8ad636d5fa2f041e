"""What came of an import, for people."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ops.hands.output import printable, table
from ops.hands.spans import in_short
from ops.importing.outcome import Outcome
from ops.importing.rejects import SHOWN, Rejects

#: Characters of a value that are shown.
CUT = 40


def report(outcome: Outcome) -> RenderableType:
    """All that is worth knowing, the rejected rows first."""
    if outcome.earlier is not None:
        return Text(
            f"{printable(outcome.file_name)} was imported with these options already, on"
            f" {outcome.earlier.finished_at:%Y-%m-%d %H:%M} UTC: {outcome.earlier.records:,} rows,"
            f" {outcome.earlier.rejected:,} of them rejected. Nothing was done; --again imports it anew."
        )
    return Group(*_rejected(outcome.rejects), *(Text(line) for line in _lines(outcome)))


def _rejected(rejects: Rejects) -> Iterator[RenderableType]:
    if not rejects.rows:
        return
    first = table("line", "field", "value", "must be", numbers=("line",))
    for fault in rejects.first:
        first.add_row(str(fault.line), fault.field, _shown(fault.value), Text(printable(fault.rule)))
    yield first
    cells = rejects.rules.total()
    if cells > SHOWN:
        yield Text(f"... and {cells - SHOWN:,} more. {cells:,} cells in all, by what is wrong:\n")
        yield _rules(rejects)
    yield Text("")


def _rules(rejects: Rejects) -> Table:
    rules = table("cells", "field", "must be", numbers=("cells",))
    for (field, rule), cells in rejects.rules.most_common():
        rules.add_row(f"{cells:,}", field, Text(printable(rule)))
    return rules


def _shown(value: str) -> Text:
    text = printable(value)
    return Text(text if len(text) <= CUT else f"{text[:CUT]}...")


def go_on(outcome: Outcome) -> str:
    """What to do about a file that could not be read to its end."""
    if outcome.is_dry or outcome.is_refused:
        return "Nothing was stored, and what is behind that line was not looked at."
    return (
        f"Stored up to row {outcome.tally.rows:,}. Mend the file and type the same again:"
        " what is stored stays as it is."
    )


def _lines(outcome: Outcome) -> Iterator[str]:
    tally = outcome.tally
    taken = ", ".join(cell.field.name for cell in outcome.plan.cells)
    same = "".join(f" {field.name} {value} in all." for field, value in outcome.plan.constants)
    left_out = ", ".join(map(printable, outcome.plan.left_out))
    yield f"Taken: {taken}." + (f" Left out: {left_out}." if left_out else "") + same
    blank = f", {tally.blank:,} blank" if tally.blank else ""
    yield f"{_count(tally.rows, 'row')}: {tally.fitting:,} fit, {tally.rejected:,} rejected{blank}."
    if tally.repeated:
        lines = ", ".join(map(str, tally.repeated_lines))
        more = ", ..." if tally.repeated > len(tally.repeated_lines) else ""
        yield f"Days that come twice: {tally.repeated:,}; the later row counts (line {lines}{more})."
    for hint in outcome.hints:
        yield f"Hint: {printable(hint)}"
    if outcome.broken is not None:
        yield f"The file could not be read behind row {tally.rows:,}; see the error."
    if outcome.is_refused:
        yield "Nothing was stored, since --strict wants every row to fit."
        return
    if outcome.is_dry:
        yield f"A dry run: nothing was stored.{_made(outcome, 'would be made')}"
        return
    if outcome.continued_behind:
        yield f"Continued behind row {outcome.continued_behind:,}, where it was interrupted."
    yield (
        f"{_count(tally.new_days, 'day')} new, {tally.changed_days:,} changed,"
        f" {tally.unchanged_days:,} as they were, in {in_short(outcome.seconds)}."
        f"{_made(outcome, 'made')}"
    )
    if tally.new_days + tally.changed_days:
        yield "They are being assessed in the background: afterwrite lanes reassessments --watch"
    if not outcome.all_submitted:
        yield "Redis does not answer. Nothing is lost: the assessments start when it is back."


def _made(outcome: Outcome, verb: str) -> str:
    """How many athletes, who, and where their days are counted."""
    number = outcome.tally.new_athletes
    if not number:
        return ""
    names = outcome.made_athletes
    if outcome.roster is None or not names:
        return f" {_count(number, 'athlete')} {verb}."
    shown = ", ".join(map(printable, names[:SHOWN]))
    earlier = ", by this run" if number > len(names) else ""
    more = f", and {len(names) - SHOWN:,} more (all are in --json)" if len(names) > SHOWN else ""
    zone = outcome.roster.new_time_zone
    return f"\n{_count(number, 'athlete')} {verb} in {zone}{earlier}: {shown}{more}."


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
