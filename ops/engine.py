"""`afterwrite engine`: whose verdict a business goes by."""

from rich.table import Table

from coalescing.errors import RedisUnavailableError
from coalescing.lanes import REASSESSMENTS
from domain.circumstances import EngineChoice
from ops.errors import WrongArgumentError
from ops.hands.operator_name import operator_name
from ops.hands.output import console, printable, write_json
from ops.hands.servers import Servers, ledger_transaction
from ops.one_business import one_business
from runtime.settings import Settings
from storage import audit
from storage.businesses import businesses, choose_engine, recent_check_ins
from storage.reassessments import LANE, owe_reassessments


def show(settings: Settings | None = None, *, as_json: bool = False) -> None:
    """Print every business with its engine.

    Args:
        settings: Those of the process when not given.
        as_json: Print one JSON list.

    Raises:
        OpsError: PostgreSQL cannot be used.
    """
    with ledger_transaction(settings) as connection:
        found = businesses(connection)
    if as_json:
        write_json([row | {"id": str(row["id"])} for row in found])
        return
    if not found:
        console().print("There is no business. Athletes without one go by the engine percent.")
        return
    table = Table("business", "id", "engine", "athletes")
    for row in found:
        table.add_row(printable(row["name"]), str(row["id"]), row["engine"], str(row["athletes"]))
    console().print(table)


def choose(
    business: str,
    engine: str,
    *,
    days: int,
    as_name: str | None,
    as_json: bool = False,
    settings: Settings | None = None,
) -> None:
    """Let a business go by an engine, and have the recent check-ins of its athletes put forward anew.

    Args:
        business: Its id, or its name where only one has it.
        engine: An `EngineChoice`.
        days: Local days of check-ins, today included, whose verdict is to change too; 0 for none.
        as_name: Who acts.
        as_json: Print one JSON object.
        settings: Those of the process when not given.

    Raises:
        WrongArgumentError: There is no such business, more than one of that name, or no such engine.
        OpsError: PostgreSQL cannot be used.
    """
    if engine not in set(EngineChoice):
        raise WrongArgumentError(f"There is no engine {engine!r}; choose one of {', '.join(EngineChoice)}.")
    with Servers.reached(settings) as servers:
        who = operator_name(as_name, servers.settings)
        with servers.ledger() as connection:
            found = one_business(connection, business)
            is_new = choose_engine(connection, found["id"], engine)
            spans = recent_check_ins(connection, found["id"], days) if days else {}
            owed = owe_reassessments(connection, spans) if spans else {}
            details = {"business": str(found["id"]), "engine": engine, "days": days}
            audit.write(connection, who, "engine", lane=LANE, details=details)
        is_submitted = _submit(servers, owed)
    if as_json:
        chosen = {"business": str(found["id"]), "name": found["name"], "engine": engine, "changed": is_new}
        write_json(chosen | {"days": days, "athletes_owed": len(owed), "all_submitted": is_submitted})
        return
    console().print(f"{printable(found['name'])} goes by {engine} {'from now on' if is_new else 'already'}.")
    if owed:
        does = (
            "Workers now change the verdicts"
            if is_submitted
            else "Redis does not answer, so reconcile will see to the verdicts"
        )
        console().print(f"{does} of {len(owed)} athletes' check-ins of {days} days.")


def _submit(servers: Servers, owed: dict[str, int]) -> bool:
    """What is owed is done either way; told to Redis it is done at once."""
    try:
        if owed:
            servers.lane(REASSESSMENTS).submit_many([(key, b"", revision) for key, revision in owed.items()])
    except RedisUnavailableError:
        return False
    return True
