"""What is tracked names no package registry, and no folder of the machine that it was made on."""

import re
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.contract

ROOT = Path(__file__).parents[2]

LOCK_FILES = re.compile(
    r"(^|/)([\w.-]*\.lock|requirements[\w.-]*\.txt|pylock[\w.-]*\.toml|package-lock\.json)$"
)
ADDRESS = re.compile(r"\w+://|(--|^)(extra-)?index-url|--find-links|\b[\w-]+\.(org|com|io|net|dev|cloud)\b")

# Home folders, and folders in which a checkout or a build may have been made.
MACHINE_PATH = re.compile(
    r"(?<![\w.:/-])/(root|home/(?!afterwrite\b)\w+|Users/\w+|work|workspaces?|builds?|mnt)/"
)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def findings(pattern: re.Pattern[str], path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8", errors="ignore").splitlines()
    name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
    return [f"{name}:{number}: {line}" for number, line in enumerate(lines, 1) if pattern.search(line)]


@pytest.fixture(scope="module")
def files() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: what is tracked is not known")
    return tracked()


def test_lock_files_name_no_host(files: list[Path]) -> None:
    locks = [path for path in files if LOCK_FILES.search(str(path.relative_to(ROOT)))]
    assert ROOT / "requirements.lock" in locks
    assert [finding for path in locks for finding in findings(ADDRESS, path)] == []


def test_no_lock_file_is_tracked_that_names_registries(files: list[Path]) -> None:
    assert [path for path in files if path.name in {"uv.lock", "poetry.lock", "pdm.lock"}] == []


def test_every_package_is_pinned_with_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^[\w.\[\]-]+==[^\s;\\]+(?: ;[^\\\n]*)?(.*)\n(.*)", text, re.MULTILINE)
    assert len(pins) > 50
    assert all(end.strip() == "\\" and "--hash=sha256:" in following for end, following in pins)


def test_no_tracked_file_names_a_folder_of_a_machine(files: list[Path]) -> None:
    others = [path for path in files if path != Path(__file__)]
    assert [finding for path in others for finding in findings(MACHINE_PATH, path)] == []


@pytest.mark.parametrize(
    ("pattern", "line", "is_found"),
    [
        (ADDRESS, "--index-url https://example.org/simple", True),
        (ADDRESS, "celery @ https://files.example.org/celery.whl", True),
        (ADDRESS, "    --hash=sha256:83490def1f72 \\", False),
        (ADDRESS, "    # via afterwrite (pyproject.toml)", False),
        (MACHINE_PATH, "see /home/somebody/checkout/file", True),
        (MACHINE_PATH, 'data = "/work/data"', True),
        (MACHINE_PATH, "curl http://host/home/page", False),
        (MACHINE_PATH, "WORKDIR /home/afterwrite", False),
    ],
)
def test_the_patterns_see_what_they_are_for(
    tmp_path: Path, pattern: re.Pattern[str], line: str, *, is_found: bool
) -> None:
    (tmp_path / "file").write_text(line)
    assert bool(findings(pattern, tmp_path / "file")) is is_found
