"""`afterwrite seed`: the seeding as a command, with its exit code."""

from ops.errors import OpsError
from ops.hands.output import console, notices, write_json
from ops.hands.servers import Servers
from ops.importing.progress import meter
from ops.interruption import Interrupted, comes_from_an_interruption, interruptible
from ops.seeding.options import Options
from ops.seeding.report import as_json as document
from ops.seeding.report import report
from ops.seeding.run import seed

_INTERRUPTED = 130  # as shells say it


def run(options: Options, *, as_json: bool) -> int:
    """Seed the platform that is set, or runs on the data folder.

    Returns:
        The exit code: 0, or 130 if it was interrupted; nothing is made then.

    Raises:
        SettingsError: nobody says where the servers are.
        OpsError: it cannot be done; the message says why.
    """
    told = notices()
    try:
        with interruptible(), Servers.reached() as servers, meter(told, "seeding") as far:
            made = seed(options, servers, far)
    except (Interrupted, OpsError) as error:
        if not comes_from_an_interruption(error):
            raise
        told.print("Interrupted: nothing was made.")
        return _INTERRUPTED
    if as_json:
        write_json(document(made, options))
    else:
        console().print(report(made, options), soft_wrap=True)
    return 0
