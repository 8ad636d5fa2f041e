"""Whether a mistake was put right, and how it looks."""

import io
from dataclasses import replace

from rich.console import Console, RenderableType

from ops.demo.mistake_tables import history_table, plan_table
from tests.unit.ops.demo.mistakes import MISTAKE


def shown(content: RenderableType) -> str:
    output = io.StringIO()
    Console(file=output, width=76).print(content)
    return output.getvalue()


def test_it_is_undone_when_all_is_as_it_was_before_it() -> None:
    before, mistaken, after = MISTAKE.steps
    assert MISTAKE.is_undone
    assert not replace(MISTAKE, steps=[before, before, after]).is_undone  # nothing was set in motion
    assert not replace(MISTAKE, steps=[before, mistaken, mistaken]).is_undone
    assert not replace(
        MISTAKE, steps=[before, mistaken, replace(after, workouts=mistaken.workouts)]
    ).is_undone


def test_the_plan_and_the_history() -> None:
    assert "running, 60 min, cancelled" in shown(plan_table(MISTAKE))
    history = shown(history_table(MISTAKE))
    assert "06:30:04" in history
    assert "PLANNED -> CANCELLED" in history
    assert "06:30:08 corrected" in history


def test_the_figures() -> None:
    assert MISTAKE.as_json() == {"is_undone": True, "standing": [0, 1, 0], "made": 1, "withdrawn": 1}
