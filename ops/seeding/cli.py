"""The command `seed` and its options. What it does is in the other files of this folder."""

from typing import Annotated

import typer

from ops.hands.options import AsJson
from ops.seeding.options import FEWEST_USERS, MOST_DAYS, MOST_USERS, Options

seed_app = typer.Typer(add_completion=False)


@seed_app.command()
def seed(
    users: Annotated[
        int, typer.Option(min=FEWEST_USERS, max=MOST_USERS, help="Registered users: coaches and athletes.")
    ] = 5_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same people.")] = 1,
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="Days of history before today.")] = 60,
    add: Annotated[bool, typer.Option("--add", help="Though the database has users already.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fill an empty database with made-up people and their past, for load tests and for looking around.

    Businesses, teams, coaches, athletes; check-ins, broadcasts, assignments,
    tests and subscriptions; planned workouts, races with their results, and what else is in a calendar.
    All of it or nothing. The workers assess it afterwards.

    The exit code is 130 if it was interrupted.
    """
    from ops.seeding.command import run  # noqa: PLC0415

    raise typer.Exit(run(Options(users=users, seed=seed, days=days, add=add), as_json=as_json))
