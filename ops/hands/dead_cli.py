"""The commands of `afterwrite dead`. What they do is in `dead`."""

from typing import Annotated

import typer

from ops.hands.options import AllOfThem, AsJson, AsName, DryRun, Keys, OfLane, OlderThan

dead_app = typer.Typer(
    help="Show what is dead and why, replay it, or forget it.", no_args_is_help=True, add_completion=False
)

# As in `cli`, what a command needs is imported when it runs.


@dead_app.command("list")
def list_(
    keys: Keys = None,
    lane: OfLane = None,
    older_than: OlderThan = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List what is dead and not forgotten, oldest death first."""
    from ops.hands.dead import list_dead  # noqa: PLC0415
    from ops.hands.dead_choice import DeadChoice  # noqa: PLC0415

    list_dead(DeadChoice.of(keys, lane, older_than), limit=limit, as_json=as_json)


@dead_app.command()
def show(
    key: Annotated[str, typer.Argument(metavar="KEY", help="A dead key.")],
    lane: OfLane = None,
    payload: Annotated[bool, typer.Option("--payload", help="Show all of a long payload.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show all that is known of a dead key, and what was done to it by hand.

    The exit code is 1 if it is not dead, or a server does not answer.
    """
    from ops.hands.dead import show_dead  # noqa: PLC0415

    is_complete = show_dead(key, lane=lane, whole_payload=payload, as_json=as_json)
    raise typer.Exit(0 if is_complete else 1)


@dead_app.command()
def replay(
    keys: Keys = None,
    lane: OfLane = None,
    older_than: OlderThan = None,
    everything: AllOfThem = False,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
) -> None:
    """Give dead work another chance: it is owed again, due at once, with fresh attempts.

    What was forgotten comes back only if its key is named.

    The exit code is 1 if no named key is dead, or while Redis is away: it is
    owed then, and submitted later.
    """
    from ops.hands.dead import replay as run  # noqa: PLC0415
    from ops.hands.dead_choice import DeadChoice  # noqa: PLC0415

    choice = DeadChoice.of(keys, lane, older_than)
    is_done = run(choice, everything=everything, dry_run=dry_run, as_name=as_name, as_json=as_json)
    raise typer.Exit(0 if is_done else 1)


@dead_app.command()
def forget(  # noqa: PLR0913, PLR0917  each is an option
    keys: Keys = None,
    lane: OfLane = None,
    older_than: OlderThan = None,
    everything: AllOfThem = False,
    dry_run: DryRun = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    as_name: AsName = None,
    as_json: AsJson = False,
) -> None:
    """Put dead work out of sight for good, and drop its inputs. It stays in the books, as dead.

    A new input of such a key is worked on as any other. Exit codes as for `replay`.
    """
    from ops.hands.dead import forget as run  # noqa: PLC0415
    from ops.hands.dead_choice import DeadChoice  # noqa: PLC0415

    choice = DeadChoice.of(keys, lane, older_than)
    is_done = run(choice, everything=everything, dry_run=dry_run, yes=yes, as_name=as_name, as_json=as_json)
    raise typer.Exit(0 if is_done else 1)
