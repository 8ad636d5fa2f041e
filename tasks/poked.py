"""The task that a poke starts."""

from coalescing.declared import lane_named
from tasks.app import app
from tasks.drain import run
from tasks.handlers import handler_of
from tasks.resources import lane_client
from tasks.tally import in_short


@app.task(name="tasks.drain")
def drain(lane: str, poke: str | None = None) -> dict[str, int | str]:
    """Empty a lane of what is due. Harmless to run twice, or for nothing.

    Args:
        lane: name of the lane.
        poke: id of the poke that sent this message; it is no longer outstanding.

    Returns:
        What was claimed and what became of it: Flower shows it as the task's result.
    """
    policy = lane_named(lane)
    at_most = 1 if policy.background else None
    return in_short(run(lane_client(lane), handler_of(policy), poke, at_most=at_most))
