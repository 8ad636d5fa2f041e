"""Platforms to do harm to, their logs when a test fails, and a table of what each fault has cost."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from ops.platform import Platform
from runtime.settings import Settings
from tests.faults.offline_checker import Findings
from tests.faults.stage import Stage

#: Lines of each process's log that are shown when a test fails.
LOG_LINES = 60


@dataclass(frozen=True, slots=True)
class FaultRecord:
    """What one fault did."""

    fault: str
    findings: Findings
    #: From the fault (or from the server's return) until the last of the accepted work was done.
    recovery_seconds: float
    #: The slowest answer to a write; None where nothing was written over HTTP.
    slowest_answer: float | None = None


#: Adds a line to the table.
Record = Callable[[FaultRecord], None]
StartStage = Callable[..., AbstractContextManager[Stage]]

RECORDS = pytest.StashKey[list[FaultRecord]]()
LOGS = pytest.StashKey[Path]()


@pytest.fixture(scope="module")
def start_stage(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> StartStage:
    """Start a platform with some settings."""

    @contextmanager
    def start(**settings: object) -> Iterator[Stage]:
        folder = tmp_path_factory.mktemp("platform")
        request.config.stash[LOGS] = folder
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(Settings.model_config, "env_file", None)
            made = Settings(data_dir=folder, api_port=0, **settings)
        platform = Platform(made, workers=2, flower=False, durable=False)
        with platform:
            stage = Stage(platform)
            stage.wait_until_whole()
            yield stage
            stage.lane._redis.close()

    return start


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Record:
    records = request.config.stash.setdefault(RECORDS, [])
    return records.append


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Show the end of every log of the platform with a failure."""
    report = yield
    folder = item.config.stash.get(LOGS, None)
    if report.failed and folder is not None:
        for log in sorted(folder.rglob("*.log")):
            lines = log.read_text(errors="replace").splitlines()[-LOG_LINES:]
            report.sections.append((str(log.relative_to(folder)), "\n".join(lines)))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table."""
    records = config.stash.get(RECORDS, [])
    if not records:
        return
    terminalreporter.section("faults")
    terminalreporter.write_line(
        f"{'fault':<58}{'accepted':>9}{'refused':>8}{'lost':>5}{'stale':>6}{'twice':>6}{'recovery':>10}{'slowest':>9}"
    )
    for each in records:
        found = each.findings
        slowest = "" if each.slowest_answer is None else f"{1000 * each.slowest_answer:.0f} ms"
        terminalreporter.write_line(
            f"{each.fault:<58}{found.accepted:>9}{found.refused:>8}{len(found.lost) + found.unaccounted:>5}"
            f"{len(found.stale):>6}{found.duplicates:>6}{each.recovery_seconds:>8.1f} s{slowest:>9}"
        )
