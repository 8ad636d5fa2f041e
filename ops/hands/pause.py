"""`afterwrite pause` and `afterwrite resume`: intake goes on, drains stop, until they may again."""

from collections.abc import Callable
from typing import Any

from rich.text import Text

from coalescing.lane_client import LaneClient
from ops.hands.arguments import lane_of
from ops.hands.operator_name import operator_name
from ops.hands.output import console, notices, write_json
from ops.hands.servers import RedisAwayError, Servers
from storage import audit, pauses


def pause(name: str, *, reason: str, as_name: str | None, as_json: bool) -> bool:
    """Pause a lane, in the ledger first.

    Returns:
        Whether it is in effect already: not while Redis is away, when nothing is drained anyway.

    Raises:
        WrongArgumentError: There is no such lane.
        OpsError: PostgreSQL cannot be used; nothing was done.
    """
    lane = lane_of(name)
    with Servers.reached() as servers:
        who = operator_name(as_name, servers.settings)
        with servers.ledger() as connection:
            pauses.pause(connection, lane.name, who, reason)
            audit.write(connection, who, "pause", lane=lane.name, details={"reason": reason})
        held, error = _in_redis(servers, servers.lane(lane), LaneClient.pause)
    document = {
        "lane": name,
        "paused": True,
        "who": who,
        "reason": reason,
        "held": held,
        "redis_error": error,
    }
    said = f"{name} is paused: intake goes on, drains stop. Resume it with: afterwrite resume {name}"
    if held:
        said += f"\n{held} entries are being worked on just now; those are finished."
    return _tell(document, said, error, as_json=as_json)


def resume(name: str, *, as_name: str | None, as_json: bool) -> bool:
    """End a lane's pause, in the ledger first.

    Returns:
        Whether it is in effect already: not while Redis is away.

    Raises:
        WrongArgumentError: There is no such lane.
        OpsError: PostgreSQL cannot be used; nothing was done.
    """
    lane = lane_of(name)
    with Servers.reached() as servers:
        who = operator_name(as_name, servers.settings)
        with servers.ledger() as connection:
            was_paused = pauses.resume(connection, lane.name)
            audit.write(connection, who, "resume", lane=lane.name, details={"was_paused": was_paused})
        _, error = _in_redis(servers, servers.lane(lane), LaneClient.resume)
    document = {
        "lane": name, "paused": False, "was_paused": was_paused, "who": who, "redis_error": error,
    }  # fmt: skip
    said = f"{name} goes on." if was_paused else f"{name} was not paused."
    return _tell(document, said, error, as_json=as_json)


def _in_redis(
    servers: Servers, client: LaneClient, act: Callable[[LaneClient], None]
) -> tuple[int | None, str | None]:
    """Do it in Redis, too; answers how many entries are held, or why Redis does not know of it yet."""
    try:
        with servers.redis("The ledger knows; it takes effect in Redis when Redis is back."):
            act(client)
            return client.stats().gauges.held, None
    except RedisAwayError as error:
        return None, str(error)


def _tell(document: dict[str, Any], said: str, error: str | None, *, as_json: bool) -> bool:
    if as_json:
        write_json(document)
    else:
        console().print(said, soft_wrap=True)
    if error:
        notices().print(Text(error, style="bold red"))
    return error is None
