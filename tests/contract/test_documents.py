"""What the documents tell people to type exists, and what they point to is there."""

import re
import subprocess
import sys
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from coalescing.lanes import Lane

ROOT = Path(__file__).parents[2]
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=False,
).stdout.split()
DOCUMENTS = [ROOT / name for name in TRACKED] or sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/**/*.md"))

pytestmark = pytest.mark.contract


def _ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _code(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"^```(?:sh|console|bash)\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", text)])


@pytest.mark.parametrize("document", DOCUMENTS, ids=_ids)
def test_every_make_target_exists(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    named = set(re.findall(r"(?:^|[ (`])make ([a-z][a-z-]*)", _code(document), flags=re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=_ids)
def test_every_afterwrite_command_exists(document: Path) -> None:
    named = set(re.findall(r"(?:^|[ /(\"])afterwrite ([a-z][a-z-]*)", _code(document), flags=re.MULTILINE))
    assert named <= _commands()


@pytest.mark.parametrize("document", DOCUMENTS, ids=_ids)
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_ids)
def test_every_path_that_is_named_exists(document: Path) -> None:
    packages = (
        "api_hooks|workers|schedules|ops|tasks|handoff|coalescing|notifications|picture|providers|storage|runtime|domain"
        "|tests|docs"
    )
    named = re.findall(rf"`((?:{packages})/[\w./-]*\w)`", document.read_text(encoding="utf-8"))
    assert [path for path in named if not _holds_a_file(ROOT / path)] == []


def test_help_of_make_explains_every_target() -> None:
    printed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert phony is not None
    assert set(re.findall(r"^  make ([a-z-]+)", printed, flags=re.MULTILINE)) == set(phony[1].split())


def _holds_a_file(path: Path) -> bool:
    """A folder that git has nothing of is not there in a fresh clone."""
    return path.is_file() or any(found.is_file() for found in path.rglob("*.*") if found.suffix != ".pyc")


@cache
def _commands() -> set[str]:
    printed = subprocess.run(
        [sys.executable, "-c", "from ops.cli import main; main()", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={"COLUMNS": "200", "PATH": "/usr/bin:/bin"},
    ).stdout
    return set(re.findall(r"^│ ([a-z][a-z-]*)  ", printed, flags=re.MULTILINE))


def test_the_comparison_speaks_of_lanes_as_they_are() -> None:
    page = (ROOT / "docs" / "comparison.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\b(\w+)=", page)) - {"revision"}  # that one is of `submit`
    assert len(named) >= 5
    assert named <= {field.name for field in fields(Lane)}
