"""Today's readiness as a card: the score, why it is what it is, how sure it is, and the advice."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from domain.reasons import REFERENCE
from domain.wording import SAFETY_NOTE
from ops.demo.chart import LEVELS
from ops.demo.month import Month

_COMPONENTS = {"hrv": "HRV", "rhr": "resting heart rate", "wellness": "wellness", "acwr": "training load"}


def today_card(month: Month) -> RenderableType:
    """Today's readiness with its reasons, the largest pull first, its confidence and the advice."""
    today = month.today
    score, level = today["readinessScore"], str(today["readinessLevel"])
    head = Text.assemble(
        "Readiness today ",
        (f" {score} {level.replace('_', ' ')} ", f"bold reverse {LEVELS.get(level, ('', 'dim'))[1]}"),
        f"   confidence {today['readinessConfidence']}",
        "   advice ",
        (str(today["recommendedAction"]).replace("_", " "), "bold"),
    )
    return Group(
        head,
        Text(),
        _reasons(today["reasons"] or []),
        Text(f"The pulls add up to {score} less {REFERENCE:g}, the lowest score of a good day.", style="dim"),
        Text(),
        Text(today["recommendation"] or "", style="italic"),
        Text(SAFETY_NOTE, style="dim"),
    )


def _reasons(reasons: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    table.add_column("reason", no_wrap=True)
    for name in ("score", "weight", "pull", "baseline"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    for reason in reasons:
        pull, days = reason["contribution"], reason.get("baseline_days")
        table.add_row(
            _COMPONENTS.get(reason["component"], reason["component"]),
            str(reason["score"]),
            f"{reason['weight']:.0%}",
            Text(f"{pull:+.2f}", style="green" if pull >= 0 else "red"),
            f"{days} days" if days else "",
            Text(_explained(reason), style="dim"),
        )
    return table


def _explained(reason: Mapping[str, Any]) -> str:
    said = [str(reason["status"])] if reason.get("status") else []
    if reason.get("trend") not in (None, "STABLE"):
        said.append(str(reason["trend"]))
    if reason.get("lowest"):
        said.append(f"lowest is {reason['lowest']}")
    return ", ".join(said).lower().replace("_", " ")
