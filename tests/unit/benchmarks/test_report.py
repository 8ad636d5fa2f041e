"""The report: bench.json as programs read it, and the table as people do."""

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks import report
from benchmarks.figure import Aim, Figure

FIGURES = [
    Figure(
        name="submit_new_vs_noop", value=60, unit="µs/call", baseline=50, aim=Aim("ratio", "at most", 1.5)
    ),
    Figure(
        name="intake_vs_bare", value=500, unit="requests/s", baseline=1_000, aim=Aim("ratio", "at least", 0.6)
    ),
    Figure(name="drain_last_result", value=0.6, unit="s"),
]


def test_the_file_is_a_list_of_figures(tmp_path: Path) -> None:
    path = tmp_path / "out" / "bench.json"

    report.write(FIGURES, path)

    written = json.loads(path.read_text(encoding="utf-8"))
    assert [(entry["name"], entry["value"], entry["ratio"]) for entry in written] == [
        ("submit_new_vs_noop", 60.0, 1.2),
        ("intake_vs_bare", 500.0, 0.5),
        ("drain_last_result", 0.6, None),
    ]
    assert all({"name", "value", "unit", "baseline", "ratio"} <= entry.keys() for entry in written)


def test_writing_again_replaces_the_file(tmp_path: Path) -> None:
    report.write(FIGURES, tmp_path / "bench.json")
    report.write(FIGURES[:1], tmp_path / "bench.json")

    assert len(json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))) == 1


def test_the_table_says_what_is_met_and_what_is_missed() -> None:
    printed = StringIO()
    Console(width=200, file=printed).print(report.table(FIGURES))

    lines = printed.getvalue().splitlines()
    submit, intake, drain = (next(line for line in lines if figure.name in line) for figure in FIGURES)
    assert "1.20" in submit
    assert "ratio at most 1.5: met" in submit
    assert "ratio at least 0.6: missed" in intake
    assert "met" not in drain


@pytest.mark.parametrize(
    ("number", "text"),
    [(12_345.6, "12,346"), (123.4, "123"), (12.34, "12.3"), (1.234, "1.23"), (0.0, "0.00"), (None, "-")],
)
def test_numbers_have_about_three_digits(number: float | None, text: str) -> None:
    assert report.shown(number) == text


def test_what_is_not_listed_is_in_the_file_only(tmp_path: Path) -> None:
    figures = [*FIGURES, Figure(name="one_of_many", value=1, unit="s", is_listed=False)]
    printed = StringIO()
    Console(width=200, file=printed).print(report.table(figures))
    report.write(figures, tmp_path / "bench.json")

    assert "one_of_many" not in printed.getvalue()
    assert "one_of_many" in (tmp_path / "bench.json").read_text(encoding="utf-8")
