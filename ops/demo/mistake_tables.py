"""The mistake on the screen: how the plan changed and came back, and each effect with its end."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from domain.effect_wording import effect_line
from ops.demo.mistake import Mistake
from ops.hands.output import table


def plan_table(mistake: Mistake) -> Table:
    """Each planned workout after each of the writes."""
    made = table("planned", *(f"pain {step.pain}" for step in mistake.steps))
    for versions in zip(*(step.workouts for step in mistake.steps), strict=True):
        made.add_row(f"{versions[0]['date']:%a %d %b}", *_cells(versions))
    made.add_row("effects", *(str(step.standing) for step in mistake.steps), style="dim")
    return made


def _cells(versions: Sequence[Mapping[str, Any]]) -> list[Text]:
    cells = []
    for version in versions:
        is_plan = version["status"] == "PLANNED"
        what = f"{version['type'].lower()}, {version['duration_minutes']:g} min"
        text = what if is_plan else f"{what}, {version['status'].lower()}"
        cells.append(Text(text, style="" if is_plan else "yellow"))
    return cells


def history_table(mistake: Mistake) -> Table:
    """Each effect once: what it was, and whether it stands."""
    made = table("made", "effect", "and then")
    for effect in mistake.effects:
        withdrawn = effect["withdrawn_at"]
        end = "stands" if withdrawn is None else f"{withdrawn:%H:%M:%S} {effect['withdrawn_because'].lower()}"
        line = effect_line(effect["kind"], effect["before"], effect["after"])
        made.add_row(f"{effect['made_at']:%H:%M:%S}", line, Text(end, style="dim" if withdrawn else "green"))
    return made
