"""The Promela model says what its page says and has the scripts' names; where spin is, part of it is run."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "docs" / "model"
PAGE = (MODEL / "README.md").read_text(encoding="utf-8")
SOURCES = {path.name: path.read_text(encoding="utf-8") for path in MODEL.glob("*.pml")}

pytestmark = pytest.mark.contract

needs_spin = pytest.mark.skipif(
    not (shutil.which("spin") and shutil.which("gcc")),
    reason="spin and gcc are not installed: apt-get install spin gcc",
)


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(MODEL / "check"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def listed(*arguments: str) -> list[list[str]]:
    """Name, promise and bounds of each search."""
    return [line.split("\t") for line in check("--list", *arguments).stdout.splitlines()]


def rows(heading: str) -> list[list[str]]:
    """Cells of the page's table whose header begins with these words."""
    table = re.search(rf"^\| {re.escape(heading)} \|.*\n\|[-:| ]+\|\n((?:\|.*\n)+)", PAGE, flags=re.MULTILINE)
    assert table, f"the page has a table of {heading}"
    return [[cell.strip(" `") for cell in row.split(" | ")] for row in table[1].splitlines()]


def first_cells(heading: str) -> list[str]:
    return [row[0].strip("| `") for row in rows(heading)]


def inlines(file: str) -> set[str]:
    return set(re.findall(r"^inline (\w+)\(", SOURCES[file], flags=re.MULTILINE))


def promises() -> set[str]:
    asserted = re.findall(r"^bool broken_(\w+);", SOURCES["promises.pml"], flags=re.MULTILINE)
    formulas = re.findall(r"^ltl (\w+) ", SOURCES["formulas.pml"], flags=re.MULTILINE)
    return {*asserted, *formulas}


def test_every_script_is_an_inline_or_is_said_to_be_none() -> None:
    scripts = {path.stem for path in (ROOT / "coalescing" / "lua").glob("*.lua")}
    in_the_model = {row[0].strip("| `"): row[1] for row in rows("script")}

    assert set(in_the_model) == scripts
    left_out = {script for script, where in in_the_model.items() if where.startswith("none:")}
    assert scripts - left_out == scripts & inlines("redis.pml")


def test_the_page_has_every_promise_and_no_other() -> None:
    assert len(promises()) == 16
    assert set(first_cells("promise")) == promises()


def test_every_promise_that_is_asserted_is_asserted_somewhere() -> None:
    used = re.findall(r"PROMISE\((\w+),", "\n".join(SOURCES.values()))

    assert set(used) - {"name"} == {
        name for name in promises() if f"broken_{name}" in SOURCES["promises.pml"]
    }


def test_every_mistake_is_tried_on_the_promise_that_the_page_names() -> None:
    defined = set(re.findall(r"^#define (\w+) false", SOURCES["mutants.pml"], flags=re.MULTILINE))
    tried = {(name, promise) for name, promise, _ in listed("--mutants")}

    assert {name for name, _ in tried} == defined
    assert {(row[0].strip("| `"), row[1].strip("| `")) for row in rows("mistake")} == tried


def test_every_promise_can_be_broken() -> None:
    assert {promise for _, promise, _ in listed("--mutants")} == promises()


def test_the_page_has_every_search_and_no_other() -> None:
    shown = [(row[0].strip("| "), row[1]) for row in rows("search")]

    assert shown == [(name, promise) for name, promise, _ in listed()]


def test_without_spin_it_says_how_to_get_it(tmp_path: Path) -> None:
    command = [sys.executable, str(MODEL / "check")]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={"PATH": str(tmp_path)}, timeout=30
    )

    assert done.returncode == 2
    assert "apt-get install spin gcc" in done.stderr


@needs_spin
def test_a_small_search_holds() -> None:
    done = check("Redis away for good", "replays while Redis is away")

    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.endswith(" ok") for line in done.stdout.splitlines()[1:]] == [True, True]


@needs_spin
def test_a_mutant_is_noticed() -> None:
    done = check("--mutants", "--stories", "SETTLE_IGNORES_THE_GENERATION")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "broken, as it should be" in done.stdout
    assert "outcome OVERTAKEN" in done.stdout


@needs_spin
def test_a_search_leaves_nothing_in_the_tree() -> None:
    before = sorted(MODEL.iterdir())
    check("--mutants", "NO_SWEEP")

    assert sorted(MODEL.iterdir()) == before
