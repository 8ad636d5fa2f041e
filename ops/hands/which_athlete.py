"""Which athlete is meant: by id, or by a whole name that only one has."""

from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from ops.errors import OpsError
from ops.hands.output import printable
from storage.athlete_picture import NAMED

_MOST_NAMED = 10


def athlete_called(connection: Connection[DictRow], client: str) -> UUID:
    """The athlete's id.

    Raises:
        OpsError: no athlete has that name, or more than one has.
    """
    try:
        return UUID(client)
    except ValueError:
        found = connection.execute(NAMED.text, {"name": client.replace("\0", "")}).fetchall()
    if not found:
        raise OpsError(f"There is no athlete {printable(client)!r}; give an id, or a whole name.")
    if len(found) > 1:
        ids = ", ".join(str(row["id"]) for row in found[:_MOST_NAMED])
        raise OpsError(f"{len(found)} athletes are called {printable(client)}; give an id: {ids}")
    return UUID(str(found[0]["id"]))
