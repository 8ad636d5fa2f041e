"""The last thing on the screen: whether all is well, and if not, what is wrong."""

from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from ops.demo.audit import Fault, Finding
from ops.demo.mistake import Mistake
from ops.demo.outcome import Outcome

_SHOWN = 4  # of each fault


def verdict(outcome: Outcome) -> RenderableType:
    """A frame around the verdict."""
    content = _good(outcome) if outcome.is_good else _bad(outcome)
    style = "green" if outcome.is_good else "red"
    return Panel(content, box=box.ROUNDED, border_style=style, expand=False, padding=(0, 2))


def _good(outcome: Outcome) -> RenderableType:
    writes = sum(burst.sent.accepted for burst in (outcome.burst, outcome.second_burst) if burst)
    return Group(
        Text("Nothing was lost.", style="bold green"),
        Text(
            f"{writes:,} acknowledged writes: every check-in holds its last answers, and the result that"
            f" follows from them. {outcome.audited:,} results were computed again and compared."
        ),
        *_taken_back(outcome.mistake),
        Text(f"It took {outcome.seconds:.0f} s.", style="dim"),
    )


def _taken_back(mistake: Mistake | None) -> list[Text]:
    if mistake is None:
        return []
    return [Text(f"What a mistake had set in motion, {len(mistake.effects)} effects, was all taken back.")]


def _bad(outcome: Outcome) -> RenderableType:
    lines = [Text("Something is wrong.", style="bold red")]
    counts = Counter(finding.fault for finding in outcome.findings)
    lines += [Text(f"check-ins {fault}: {count:,}") for fault, count in counts.items()]
    for lane in outcome.balances:
        unfinished = {"lost": lane.lost, "owed": lane.owed, "dead": lane.dead}
        lines += [Text(f"lane {lane.lane}, {name}: {count:,}") for name, count in unfinished.items() if count]
    if outcome.mistake is not None and not outcome.mistake.is_undone:
        lines.append(Text("what a mistake had set in motion was not undone"))
    shown = _examples(outcome.findings)
    lines += [Text.assemble((f"{one.key}  ", "bold"), f"{one.fault}: {one.text}") for one in shown]
    if rest := len(outcome.findings) - len(shown):
        lines.append(Text(f"and {rest:,} more; all of them with --json", style="dim"))
    if outcome.options.keep is None:
        lines.append(Text("With --keep DIR the data and the processes' logs stay.", style="dim"))
    return Group(*lines)


def _examples(findings: Sequence[Finding]) -> list[Finding]:
    """A few of each fault."""
    seen: Counter[Fault] = Counter()
    examples = []
    for finding in findings:
        seen[finding.fault] += 1
        if seen[finding.fault] <= _SHOWN:
            examples.append(finding)
    return examples
