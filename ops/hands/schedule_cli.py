"""The commands of `afterwrite schedule`. What they do is in `schedule`."""

from typing import Annotated

import typer

from ops.hands.options import AsJson, AsName

schedule_app = typer.Typer(
    help="Show what beat sets going and how it went, or run an entry now.",
    no_args_is_help=True,
    add_completion=False,
)

# As in `cli`, what a command needs is imported when it runs.


@schedule_app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the entries: when each comes next, what becomes of a missed time, how its last run went.

    The exit code is 1 if PostgreSQL does not answer.
    """
    from ops.hands.schedule import list_entries  # noqa: PLC0415

    list_entries(as_json=as_json)


@schedule_app.command()
def history(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Of this entry alone.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many at most.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Show the last runs, newest first. Those of the last 30 days are kept."""
    from ops.hands.schedule import history as run  # noqa: PLC0415

    run(name, limit=limit, as_json=as_json)


@schedule_app.command("run")
def run_(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the entry, such as prune.")],
    as_name: AsName = None,
    as_json: AsJson = False,
) -> None:
    """Run an entry here and now, as a worker would. What it owes, the workers do.

    The exit code is 1 if it failed, or a server does not answer.
    """
    from ops.hands.schedule_run import run  # noqa: PLC0415

    raise typer.Exit(0 if run(name, as_name=as_name, as_json=as_json) else 1)
