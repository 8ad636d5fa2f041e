"""`afterwrite physio`: which physiotherapist is in charge of whom."""

from datetime import date
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow
from rich.table import Table

from domain.notice_delivery import PhysioRole
from ops.errors import OpsError, WrongArgumentError
from ops.hands.operator_name import operator_name
from ops.hands.output import console, printable, write_json
from ops.hands.servers import Servers, ledger_transaction
from ops.typed_people import address_typed
from runtime.settings import Settings
from storage import audit
from storage.accounts import account_called, make_account
from storage.physios import SCOPES, assign, called, charges, end_charge

_ROLE = "PHYSIO"


def show(settings: Settings | None = None, *, as_json: bool = False) -> None:
    """Print who is in charge of what.

    Raises:
        OpsError: PostgreSQL cannot be used.
    """
    with ledger_transaction(settings) as connection:
        found = charges(connection)
    if as_json:
        write_json([{name: _plain(value) for name, value in row.items()} for row in found])
        return
    if not found:
        console().print("No physiotherapist is in charge of anybody: coaches are told in their place.")
        return
    table = Table("physiotherapist", "in charge of", "role", "until")
    for row in found:
        what = f"{row['what']} {printable(row['name'])}"
        table.add_row(printable(row["email"]), what, row["role"], str(row["end_date"] or "further notice"))
    console().print(table)


def charge(
    address: str,
    of: tuple[str, str],
    *,
    role: str,
    until: str | None,
    end: bool,
    as_name: str | None,
    settings: Settings | None = None,
) -> None:
    """Put a physiotherapist in charge, who is made if unknown; or say that it is over.

    Args:
        address: The e-mail address of the login.
        of: One of `storage.physios.SCOPES`, and the id or the name of that athlete, team, and so on.
        role: A `PhysioRole`.
        until: The last local day, YYYY-MM-DD; None until further notice.
        end: It is over.
        as_name: Who acts.
        settings: Those of the process when not given.

    Raises:
        WrongArgumentError: Something was not typed right, or names nothing that there is.
        OpsError: There is more than one of that name, or PostgreSQL cannot be used.
    """
    scope, name = of
    if scope not in SCOPES:
        raise WrongArgumentError(f"--of is {scope!r}, and must be one of {', '.join(SCOPES)}.")
    if role not in set(PhysioRole):
        raise WrongArgumentError(f"--role is {role!r}, and must be one of {', '.join(PhysioRole)}.")
    last = _day(until)
    typed = address_typed("ADDRESS", address)
    with Servers.reached(settings) as servers:
        who = operator_name(as_name, servers.settings)
        with servers.ledger() as connection:
            subject = _one(connection, scope, name)
            physio = _physio(connection, typed)
            details = {"physio": str(physio), scope: str(subject["id"]), "role": role, "ended": end}
            audit.write(connection, who, "physio", details=details)
            if end:
                is_new = end_charge(connection, physio, scope, subject["id"])
            else:
                is_new = assign(connection, physio, scope, subject["id"], role, last)
    what = f"{scope} {printable(subject['name'])}"
    if end:
        said = "is in charge of {} no more" if is_new else "was not in charge of {}"
    else:
        said = "is in charge of {} now" if is_new else "stays in charge of {}"
        said += f", {role}" + (f", until {last}" if last else "")
    console().print(f"{printable(typed)} {said.format(what)}.")


def _one(connection: Connection[DictRow], scope: str, name: str) -> DictRow:
    found = called(connection, scope, name.replace("\0", ""))
    if not found:
        raise WrongArgumentError(f"There is no {scope} {name!r}; give an id, or a whole name.")
    if len(found) > 1:
        ids = ", ".join(str(row["id"]) for row in found)
        raise OpsError(f"{len(found)} are called {name!r}; give one of the ids {ids}.")
    return found[0]


def _physio(connection: Connection[DictRow], address: str) -> UUID:
    known = account_called(connection, address)
    if known is None:
        return make_account(connection, _ROLE, address, address.partition("@")[0])
    if known["role"] != _ROLE:
        raise WrongArgumentError(f"{address} has a login as {known['role']}, which is no physiotherapist.")
    return UUID(str(known["id"]))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongArgumentError(f"--until is {text!r}, and must be a day, YYYY-MM-DD.") from None


def _plain(value: object) -> object:
    return value if isinstance(value, str) or value is None else str(value)
