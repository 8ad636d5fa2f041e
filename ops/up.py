"""`afterwrite up`: run the whole platform until Ctrl-C."""

import threading
import time

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops.errors import ServerError
from ops.interruption import Interrupted, interruptible
from ops.platform import Platform
from ops.processes import FLOWER_USER
from runtime.settings import Settings, get_settings

_COLOURS = ("cyan", "green", "yellow", "magenta", "blue")
_READY_SECONDS = 60.0
_WATCH_SECONDS = 0.5
_RETRY_SECONDS = 5.0


def up(
    settings: Settings | None = None, *, workers: int = 2, flower: bool = True, quiet: bool = False
) -> None:
    """Run until a signal asks to stop; then stop everything in order.

    Args:
        settings: Those of the process when not given.
        workers: How many Celery workers.
        flower: Whether Flower runs too.
        quiet: Leaves out what the processes print; their log files have it.

    Raises:
        OpsError: When it cannot be started.
    """
    printer = _Printer(Console(highlight=False), quiet=quiet)
    settings = _for_people(settings or get_settings())
    try:
        with interruptible() as hurry:
            printer.say("Starting the servers ...")
            platform = Platform(
                settings,
                workers=workers,
                flower=flower,
                on_line=printer.line,
                on_event=printer.event,
                hurry=hurry,
            )
            with platform:
                _run(platform, printer)
    except Interrupted:
        printer.say("Stopped.")


def _run(platform: Platform, printer: "_Printer") -> None:
    try:
        began = time.monotonic()
        late = platform.wait_until_ready(
            _READY_SECONDS,
            lambda name: printer.say(f"{name} ready after {time.monotonic() - began:.1f} s"),
        )
        printer.table(platform, late)
        _watch(platform, printer)
    finally:
        printer.say("Stopping; what is being worked on is finished first. Ctrl-C again hurries.")


def _watch(platform: Platform, printer: "_Printer") -> None:
    """The supervisor looks after the processes; the embedded servers are looked after here."""
    asleep = threading.Event()
    while True:
        asleep.wait(_WATCH_SECONDS)
        try:
            for name in platform.servers.restart_what_died():
                printer.event(name, "had died and runs again")
        except ServerError as error:
            printer.event("servers", str(error))
            asleep.wait(_RETRY_SECONDS)


def _for_people(settings: Settings) -> Settings:
    """Logs in a terminal are read by people, unless the setting says otherwise."""
    if "log_format" in settings.model_fields_set:
        return settings
    return settings.model_copy(update={"log_format": "console"})


class _Printer:
    def __init__(self, console: Console, *, quiet: bool) -> None:
        self._console = console
        self._quiet = quiet
        self._colours: dict[str, str] = {}

    def say(self, text: str) -> None:
        self._console.print(text, style="bold", markup=False, soft_wrap=True)

    def line(self, name: str, text: str) -> None:
        if not self._quiet:
            colour = self._colours.setdefault(name, _COLOURS[len(self._colours) % len(_COLOURS)])
            self._console.print(Text.assemble((f"{name:>8} | ", colour), text), soft_wrap=True)

    def event(self, name: str, text: str) -> None:
        self._console.print(Text.assemble((f"{name:>8} | {text}", "bold red")), soft_wrap=True)

    def table(self, platform: Platform, late: list[str]) -> None:
        folder = platform.servers.folder.path
        table = Table("what", "where", title="Afterwrite", title_justify="left")
        table.add_row("API", platform.api_url)
        table.add_row("API documentation", f"{platform.api_url}/docs")
        table.add_row("athletes' pages", f"{platform.api_url}/athletes")
        if platform.flower_url:
            table.add_row("Flower", platform.flower_url)
            table.add_row("Flower's login", f"{FLOWER_USER}, password in {folder / 'secrets' / 'flower'}")
        table.add_row("PostgreSQL", _without_password(platform.servers.database_url))
        table.add_row("Redis", _without_password(platform.servers.redis_url))
        table.add_row("their passwords", str(folder / "servers.json"))
        table.add_row("logs", str(platform.servers.folder.logs))
        self._console.print(table, soft_wrap=True)
        if platform.new_flower_password is not None:
            self.say(f"Flower's password, shown this once: {platform.new_flower_password}")
        for name in late:
            self.event(name, f"does not answer yet; see {platform.servers.folder.logs}")
        self.say("A token for the API: afterwrite token. Ctrl-C stops everything.")


def _without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
