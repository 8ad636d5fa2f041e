"""`afterwrite show`: an athlete's picture in the terminal, the same as on the athlete's page."""

import io
import sys

from psycopg import Connection
from psycopg.rows import DictRow

from ops.errors import OpsError
from ops.hands.output import console, write_json
from ops.hands.picture_card import picture_card
from ops.hands.servers import ledger_transaction
from ops.hands.which_athlete import athlete_called
from picture.athlete import AthletePicture, days_to_read, first_day, picture_of
from picture.cases import open_cases
from picture.document import as_document
from picture.load import load_days
from runtime.settings import Settings
from storage.athlete_picture import OPERATORS_PICTURE, PICTURE_CASES, PICTURE_LOADS

#: A picture is text to be read, in a pipe as well.
_USUAL_WIDTH = 80


def show(client: str, *, days: int, as_json: bool, settings: Settings | None = None) -> None:
    """Show one athlete.

    Args:
        client: The athlete's id, or a name that only one athlete has.
        days: How many days, today included.
        as_json: For machines.
        settings: Those of the process when not given.

    Raises:
        OpsError: There is no such athlete, or more than one; or PostgreSQL cannot be used.
    """
    with ledger_transaction(settings) as connection:
        picture = _picture(connection, client, days)
    if as_json:
        write_json(as_document(picture))
        return
    _write_what_the_terminal_can_show()
    screen = console(_USUAL_WIDTH)
    screen.print(picture_card(picture, screen.width))


def _write_what_the_terminal_can_show() -> None:
    """Where a terminal's encoding lacks the characters of the plots, question marks must do."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _picture(connection: Connection[DictRow], client: str, days: int) -> AthletePicture:
    client_id = athlete_called(connection, client)
    parameters = {"client_id": client_id, "days": days_to_read(days)}
    rows = connection.execute(OPERATORS_PICTURE.text, parameters).fetchall()
    if not rows:
        raise OpsError(f"There is no athlete with the id {client_id}.")
    span = {"client_id": client_id, "first": first_day(rows, days), "last": rows[0]["today"]}
    loads = load_days(connection.execute(PICTURE_LOADS.text, span).fetchall())
    cases = open_cases(connection.execute(PICTURE_CASES.text, span).fetchall())
    return picture_of(rows, days, loads, cases)
