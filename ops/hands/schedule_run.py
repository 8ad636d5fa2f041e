"""`afterwrite schedule run`: one entry, here and now, by hand."""

from dataclasses import asdict
from datetime import UTC, datetime

from ops.errors import OpsError
from ops.hands.being_a_worker import be_a_worker
from ops.hands.operator_name import operator_name
from ops.hands.output import console, write_json
from ops.hands.schedule import entry_named, how_it_went, state_of
from ops.hands.servers import Servers
from storage import audit, schedule_runs
from tasks.resources import pool
from tasks.scheduled import recorded, rows_of


def run(name: str, *, as_name: str | None, as_json: bool) -> bool:
    """Run an entry in this process, and write it down as any of its runs.

    Returns:
        Whether it went well.

    Raises:
        WrongArgumentError: There is no such entry.
        OpsError: PostgreSQL cannot be asked.
    """
    with Servers.reached() as servers:
        be_a_worker(servers.settings)
        entry = entry_named(name)
        who = operator_name(as_name, servers.settings)
        with servers.ledger() as connection:
            audit.write(connection, who, "schedule run", details={"entry": name})
        began = datetime.now(UTC)
        counts: dict[str, int] = {}
        try:
            _, result = recorded(name, began, lambda: entry.task.run(**entry.arguments), entry.task.counted)
            counts = {each: rows_of(result, (each,)) for each in entry.task.counted}
        except Exception:  # noqa: BLE001, S110  how it went is read from its row
            pass
        finally:
            pool().close()
        with servers.ledger() as connection:
            made = schedule_runs.find(connection, name, began)
    if made is None:
        raise OpsError(f"{name} was not run: PostgreSQL did not let it begin.")
    now = datetime.now(UTC)
    if as_json:
        write_json({**asdict(made), "state": state_of(made, now), "counts": counts, "who": who})
    else:
        of_what = ", ".join(f"{what} {count}" for what, count in counts.items() if count)
        console().print(
            f"{name}: {how_it_went(made, now)}{f' ({of_what})' if len(counts) > 1 and of_what else ''}"
        )
    return made.finished_at is not None and made.error is None
