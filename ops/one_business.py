"""The one business that is meant by an id or a name."""

from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from ops.errors import OpsError, WrongArgumentError
from storage.businesses import businesses


def one_business(connection: Connection[DictRow], called: str) -> DictRow:
    """Its row, as in `storage.businesses.businesses`.

    Args:
        connection: Any.
        called: Its id, or its name where only one has it.

    Raises:
        WrongArgumentError: There is none.
        OpsError: There is more than one of that name.
    """
    try:
        by_id = UUID(called)
    except ValueError:
        by_id = None
    fitting = [row for row in businesses(connection) if row["id"] == by_id or row["name"] == called]
    if not fitting:
        raise WrongArgumentError(f"There is no business {called!r}; `afterwrite engine` lists them.")
    if len(fitting) > 1:
        ids = ", ".join(str(row["id"]) for row in fitting)
        raise OpsError(f"{len(fitting)} businesses are called {called!r}; give one of the ids {ids}.")
    return fitting[0]
