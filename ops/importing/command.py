"""`afterwrite import`: the import as a command, with its exit code."""

import psycopg
from rich.console import Console

from ops.errors import OpsError
from ops.hands.output import console, write_json
from ops.hands.servers import Servers
from ops.importing.options import Options
from ops.importing.report import go_on, report
from ops.importing.run import Import
from ops.interruption import Interrupted, interruptible

_INTERRUPTED = 130  # as shells say it

_GO_ON = "What is stored stays; the same command goes on from there."


def import_file(options: Options) -> int:
    """Import a file, and say what came of it.

    Args:
        options: what is wanted.

    Returns:
        The exit code: 0 if all rows fit, 3 if some were rejected, 130 if it was interrupted.

    Raises:
        OpsError: it cannot be done; the message says why.
    """
    notices = Console(stderr=True, highlight=False)
    try:
        with interruptible(), Servers.reached() as servers:
            outcome = Import(options, servers, notices).run()
    except Interrupted:
        notices.print(f"Interrupted. {_GO_ON}")
        return _INTERRUPTED
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn):
        raise OpsError(
            "The schema is missing, or older than this release; run `afterwrite migrate`."
        ) from None
    except psycopg.Error as error:
        raise OpsError(f"PostgreSQL cannot be used: {str(error).strip()}\n{_GO_ON}") from error
    if options.as_json:
        write_json(outcome.as_json())
    else:
        console().print(report(outcome), soft_wrap=True)
    if outcome.broken is not None:
        raise OpsError(f"{outcome.broken}\n{go_on(outcome)}") from outcome.broken
    return outcome.exit_code
