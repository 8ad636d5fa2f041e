"""`afterwrite drain`: empty a lane of what is due, in this process, by hand."""

from collections import Counter

from rich.text import Text

from coalescing.lane_client import LaneClient
from coalescing.lanes import Lane
from ops.errors import OpsError
from ops.hands.arguments import lane_of
from ops.hands.being_a_worker import be_a_worker
from ops.hands.operator_name import operator_name
from ops.hands.output import console, printable, write_json
from ops.hands.servers import Servers
from storage import audit, pauses
from tasks.drain import run
from tasks.handlers import handler_of
from tasks.resources import pool

#: In the order of an entry's life.
COUNTS = (
    *("batches", "claimed", "finished", "unchanged", "skipped"),
    *("overtaken", "superseded", "retried", "dead", "ms"),
)


def drain(
    name: str, *, even_if_paused: bool, at_most: int | None, as_name: str | None, as_json: bool
) -> bool:
    """Do what is due in a lane, batch after batch, until nothing is.

    Args:
        name: Of the lane.
        even_if_paused: Drain a paused lane, which stays paused for the workers.
        at_most: Batches; None for no limit.
        as_name: Who acts.
        as_json: For machines.

    Returns:
        Whether nothing failed.

    Raises:
        WrongArgumentError: There is no such lane.
        OpsError: The lane is paused, or a server does not answer.
    """
    lane = lane_of(name)
    with Servers.reached() as servers:
        who = operator_name(as_name, servers.settings)
        client = servers.lane(lane)
        if not even_if_paused:
            _refuse_if_paused(servers, client)
        with servers.redis("Nothing was drained; bring Redis back first."):
            client.stats()
        with servers.ledger() as connection:
            details = {"even_if_paused": even_if_paused, "at_most": at_most}
            audit.write(connection, who, "drain", lane=name, details=details)
        be_a_worker(servers.settings)
        try:
            counts = _drain(lane, client, even_if_paused=even_if_paused, at_most=at_most)
        finally:
            pool().close()
    document: dict[str, str | int] = {"lane": name, "who": who, **{what: counts[what] for what in COUNTS}}
    if as_json:
        write_json(document)
    else:
        console().print(_in_words(document))
    return not counts["retried"] and not counts["dead"]


def _refuse_if_paused(servers: Servers, client: LaneClient) -> None:
    name = client.lane.name
    with servers.ledger() as connection:
        pause = pauses.paused(connection).get(name)
    if pause is not None:
        why = f" ({printable(pause.reason)})" if pause.reason else ""
        raise OpsError(
            f"Lane {name!r} is paused by {printable(pause.paused_by)}{why}."
            " Say --even-if-paused to drain it all the same."
        )


def _drain(lane: Lane, client: LaneClient, *, even_if_paused: bool, at_most: int | None) -> Counter[str]:
    """One run after the other: each stops claiming after a while, as it would in a worker."""
    handler = handler_of(lane)
    counts: Counter[str] = Counter()
    while at_most is None or counts["batches"] < at_most:
        left = None if at_most is None else at_most - counts["batches"]
        result = run(client, handler, even_if_paused=even_if_paused, at_most=left)
        counts.update({what: number for what, number in result.items() if isinstance(number, int)})
        if not result["claimed"]:
            break
    return counts


def _in_words(document: dict[str, str | int]) -> Text:
    if not document["claimed"]:
        return Text(f"{document['lane']}: nothing was due.")
    counted = [f"{what} {document[what]}" for what in COUNTS if document[what] and what != "ms"]
    return Text(f"{document['lane']}: {', '.join(counted)}; in {document['ms']} ms")
