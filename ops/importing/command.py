"""`afterwrite import`: the import as a command, with its exit code."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from rich.console import Console

from ops.errors import OpsError
from ops.hands.output import console, notices, write_json
from ops.hands.servers import Servers
from ops.importing.ending import GO_ON, Way, interrupted
from ops.importing.options import Options
from ops.importing.outcome import Outcome
from ops.importing.report import go_on, report
from ops.importing.run import Import
from ops.interruption import Interrupted, comes_from_an_interruption

_INTERRUPTED = 130  # as shells say it


class _Command:
    """One import that is typed, with what it is told by the way."""

    def __init__(self, options: Options, told: Console) -> None:
        self._options, self._told = options, told
        self.way = Way(options.file_name, options.dry_run)
        self.database_url: str | None = None

    def run(self) -> int:
        with Servers.reached() as servers:
            self.database_url = servers.settings.database_url
            work = Import(self._options, servers, self._told)
            self.way = work.way
            outcome = work.run()
        self._say(outcome)
        if outcome.broken is not None:
            raise OpsError(f"{outcome.broken}\n{go_on(outcome)}") from outcome.broken
        return outcome.exit_code

    def _say(self, outcome: Outcome) -> None:
        if self._options.as_json:
            write_json(outcome.as_json())
        else:
            console().print(report(outcome), soft_wrap=True)


def import_file(options: Options) -> int:
    """Import a file, and say what came of it.

    Args:
        options: what is wanted. Ctrl-C is to raise `Interrupted`.

    Returns:
        The exit code: 0 if all rows fit, 3 if some were rejected, 130 if it was interrupted.

    Raises:
        OpsError: it cannot be done; the message says why.
    """
    told = notices()
    command = _Command(options, told)
    with _quiet_driver():
        try:
            return command.run()
        except Interrupted:
            told.print(interrupted(command.way, command.database_url))
            return _INTERRUPTED
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn):
            raise OpsError(
                "The schema is missing, or older than this release; run `afterwrite migrate`."
            ) from None
        except psycopg.Error as error:
            if comes_from_an_interruption(error):
                told.print(interrupted(command.way, command.database_url))
                return _INTERRUPTED
            raise OpsError(f"PostgreSQL cannot be used: {str(error).strip()}\n{GO_ON}") from error


@contextmanager
def _quiet_driver() -> Iterator[None]:
    """Psycopg warns of a rollback that an interruption leaves no connection for; nothing is wrong then."""
    logger = logging.getLogger("psycopg")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)
