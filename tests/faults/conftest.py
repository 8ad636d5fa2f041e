"""Platforms to do harm to, their logs when a test fails, and the matrix of what each fault has cost."""

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from ops.platform import Platform
from ops.valkey import EmbeddedValkey
from runtime.settings import Settings
from tests.faults import matrix
from tests.faults.faults import Fault
from tests.faults.matrix import Row
from tests.faults.proxy import LossyProxy
from tests.faults.saboteur import Saboteur
from tests.faults.stage import Stage
from tests.provider_events import DOOR_SECRET
from tests.strava_connections import strava_settings
from tests.strava_server import strava_server

#: Lines of each process's log that are shown when a test fails.
LOG_LINES = 60

#: Of the platform that runs, which one at a time does.
Theatre = Callable[[str], Stage]

ROWS = pytest.StashKey[dict[Fault, Row]]()
LOGS = pytest.StashKey[Path]()

#: Longer than any test: what Redis has lost stays lost, and only the protocol itself can bring it back.
NEVER = 100_000.0


@pytest.fixture(scope="package")
def theatre(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Theatre]:
    """Shows one platform at a time: while tests ask for the same one, it goes on."""
    with ExitStack() as running:
        showing: dict[str, Stage] = {}

        def show(kind: str) -> Stage:
            if kind not in showing:
                showing.clear()
                running.close()
                folder = tmp_path_factory.mktemp("platform")
                request.config.stash[LOGS] = folder
                showing[kind] = running.enter_context(_PLATFORMS[kind](folder))
            return showing[kind]

        yield show


@pytest.fixture
def without_reconcile(theatre: Theatre) -> Stage:
    """The platform without the net under it: no reconcile, and a proxy before its Redis. It is whole."""
    stage = theatre("without reconcile")
    stage.wait_until_whole()
    return stage


@pytest.fixture
def stage(theatre: Theatre) -> Stage:
    """The platform. It reconciles more often than in production, to keep the tests short. It is whole."""
    stage = theatre("reconciling")
    stage.wait_until_whole()
    return stage


@contextmanager
def _without_reconcile(folder: Path) -> Iterator[Stage]:
    with (
        EmbeddedValkey(folder / "valkey") as valkey,
        LossyProxy(valkey.port) as proxy,
        _platform(
            folder,
            REDIS_URL=valkey.url.replace(f":{valkey.port}/", f":{proxy.port}/"),
            reconcile_interval_seconds=NEVER,
            reconcile_grace_seconds=NEVER,
        ) as (platform, saboteur),
        closing(Stage(platform, valkey, saboteur, proxy)) as stage,
    ):
        yield stage


@contextmanager
def _reconciling(folder: Path) -> Iterator[Stage]:
    with (
        strava_server() as strava,
        _platform(
            folder,
            reconcile_interval_seconds=2.0,
            reconcile_grace_seconds=1.0,
            delivery_allow_private=True,  # the receivers are on this machine
            strava_webhook_secret=DOOR_SECRET,
            strava_subscription_id=strava.world.subscription_id,
            **strava_settings(strava),
        ) as (platform, saboteur),
        closing(Stage(platform, platform.servers.valkey, saboteur, strava=strava)) as stage,
    ):
        yield stage


_PLATFORMS = {"without reconcile": _without_reconcile, "reconciling": _reconciling}


@contextmanager
def _platform(folder: Path, **settings: Any) -> Iterator[tuple[Platform, Saboteur]]:
    saboteur = Saboteur(folder / "inside")
    with ExitStack() as running:
        patch = running.enter_context(pytest.MonkeyPatch.context())
        patch.setitem(Settings.model_config, "env_file", None)
        for name, value in saboteur.environment.items():
            patch.setenv(name, value)  # for processes that are started again, too
        # One user writes for all, as fast as it goes.
        made = Settings(data_dir=folder, api_port=0, writes_per_minute=10**9, **settings)
        yield running.enter_context(Platform(made, workers=2, flower=False, durable=False)), saboteur


@pytest.fixture
def row(request: pytest.FixtureRequest) -> Callable[[Fault], Row]:
    """The matrix's row of a fault."""
    rows = request.config.stash.setdefault(ROWS, {})
    return lambda fault: rows.setdefault(fault, Row(fault))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the end of every log of the platform with a failure."""
    report = yield
    folder = item.config.stash.get(LOGS, None)
    if report.failed and folder is not None:
        for log in sorted(folder.rglob("*.log")):
            lines = log.read_text(errors="replace").splitlines()[-LOG_LINES:]
            report.sections.append((str(log.relative_to(folder)), "\n".join(lines)))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the matrix, and write it into its page if one is named."""
    rows = config.stash.get(ROWS, {})
    if not rows:
        return
    terminalreporter.section("faults")
    terminalreporter.write_line(matrix.table(matrix.lines_of(rows)))
    if matrix.PAGE:
        matrix.publish(rows, Path(matrix.PAGE))
        terminalreporter.write_line(f"\nThe matrix is in {matrix.PAGE}.")
