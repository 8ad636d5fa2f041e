"""The commands that look into lanes and act on them. What a command does is in a file of its name."""

from typing import Annotated

import typer

from ops.hands.dead_cli import dead_app
from ops.hands.options import AsJson, AsName, LaneName, OfLane, Watch
from ops.hands.schedule_cli import schedule_app
from ops.hands.watching import WatchingCommand

LOOK = "Looking at the work"
ACT = "Acting on the work (each action goes into the audit)"

hands_app = typer.Typer(add_completion=False)
hands_app.add_typer(dead_app, name="dead", rich_help_panel=ACT)
hands_app.add_typer(schedule_app, name="schedule", rich_help_panel=ACT)

# The commands' own files are imported when a command runs: `afterwrite --help` answers at once.


@hands_app.command(cls=WatchingCommand, rich_help_panel=LOOK)
def lanes(
    lane: Annotated[str | None, typer.Argument(metavar="LANE", help="This lane alone.")] = None,
    as_json: AsJson = False,
    watch: Watch = None,
    sample: Annotated[
        float,
        typer.Option(
            metavar="SECONDS", min=0, max=60, help="Measure the rates for so long; 0: leave them out."
        ),
    ] = 1.0,
) -> None:
    """Show how every lane is doing: what waits, is held, owed, dead; how late, how fast.

    "due for" and "owed for" are the ages of the oldest due entry and debt.

    Lag is from the due time to the end of the run. Lag, in/run, retried and
    failed are of everything since Redis was new.

    The exit code is 1 if one of the servers does not answer.
    """
    from ops.hands.lanes import lanes as run  # noqa: PLC0415

    raise typer.Exit(0 if run(lane, as_json=as_json, watch=watch, sample=sample) else 1)


@hands_app.command(cls=WatchingCommand, rich_help_panel=LOOK)
def peek(
    key: Annotated[str, typer.Argument(metavar="KEY", help="What is coalesced on.")],
    lane: OfLane = None,
    payload: Annotated[bool, typer.Option("--payload", help="Show all of a long payload.")] = False,
    as_json: AsJson = False,
    watch: Watch = None,
) -> None:
    """Show what is known of a key in every lane that knows it, and what comes next.

    The exit code is 1 if no lane knows it, or one of the servers does not answer.
    """
    from ops.hands.peek import peek as run  # noqa: PLC0415

    is_complete = run(key, lane=lane, whole_payload=payload, as_json=as_json, watch=watch)
    raise typer.Exit(0 if is_complete else 1)


@hands_app.command(cls=WatchingCommand, rich_help_panel=LOOK)
def conserve(as_json: AsJson = False, watch: Watch = None) -> None:
    """Show each lane's books: accepted = done + owed + dead. The exit code is 1 if anything is lost."""
    from ops.hands.conserve import conserve as run  # noqa: PLC0415

    raise typer.Exit(0 if run(as_json=as_json, watch=watch) else 1)


@hands_app.command(rich_help_panel=LOOK)
def audit(
    lane: OfLane = None,
    key: Annotated[str | None, typer.Option(metavar="KEY", help="What was done to this key.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Show what was done by hand, by whom and when, newest first."""
    from ops.hands.audit import audit as run  # noqa: PLC0415

    run(lane=lane, key=key, limit=limit, as_json=as_json)


@hands_app.command(rich_help_panel=ACT)
def pause(
    lane: LaneName,
    reason: Annotated[str, typer.Option(help="For those who wonder, in `afterwrite lanes`.")] = "",
    as_name: AsName = None,
    as_json: AsJson = False,
) -> None:
    """Pause a lane: intake goes on, drains stop, until it is resumed.

    The exit code is 1 while Redis is away: the ledger has it then, and it takes
    effect when Redis is back.
    """
    from ops.hands.pause import pause as run  # noqa: PLC0415

    raise typer.Exit(0 if run(lane, reason=reason, as_name=as_name, as_json=as_json) else 1)


@hands_app.command(rich_help_panel=ACT)
def resume(lane: LaneName, as_name: AsName = None, as_json: AsJson = False) -> None:
    """Let a paused lane go on. Exit codes as for `pause`."""
    from ops.hands.pause import resume as run  # noqa: PLC0415

    raise typer.Exit(0 if run(lane, as_name=as_name, as_json=as_json) else 1)


@hands_app.command(rich_help_panel=ACT)
def drain(
    lane: LaneName,
    even_if_paused: Annotated[bool, typer.Option("--even-if-paused", help="Though it is paused.")] = False,
    at_most: Annotated[
        int | None, typer.Option(metavar="BATCHES", min=1, help="Stop after so many batches.")
    ] = None,
    as_name: AsName = None,
    as_json: AsJson = False,
) -> None:
    """Do what is due in a lane, here and now, as a worker would, and print the counts.

    The exit code is 1 if a run failed, the lane is paused, or a server does not answer.
    """
    from ops.hands.drain import drain as run  # noqa: PLC0415

    went_well = run(lane, even_if_paused=even_if_paused, at_most=at_most, as_name=as_name, as_json=as_json)
    raise typer.Exit(0 if went_well else 1)
