"""The commands `strava` and `garmin`, and their subcommands. What they do is in files of their names."""

from typing import Annotated

import typer

from domain.providers import Provider
from ops.hands.options import AsJson, AsName

_Client = Annotated[
    str | None, typer.Argument(metavar="[CLIENT]", help="Of one athlete: the id, or the whole name.")
]
_Failed = Annotated[
    bool, typer.Option("--failed", help="Only those that are dead, or failed and are tried again.")
]
_Limit = Annotated[int, typer.Option(min=1, max=100_000, help="How many at most.")]

strava_app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Look after the connections with Strava."
)


@strava_app.command()
def status(as_json: AsJson = False) -> None:
    """Show how the platform stands with Strava: connections, quota, and whether it is called.

    The quota is as the fleet has counted it, and as Strava's answers have said.
    """
    from ops.strava_status import status as run  # noqa: PLC0415

    run(as_json=as_json)


@strava_app.command("rotate-keys")
def rotate_keys(as_name: AsName = None, as_json: AsJson = False) -> None:
    """Encrypt all stored tokens with the first of AFTERWRITE_TOKEN_KEYS.

    Put a new key in front, restart the platform, run this, and then remove the
    old key. Safe to run while athletes connect, and to run again.

    The exit code is 1 if there are tokens that no key opens.
    """
    from ops.rotate_keys import rotate_keys as run  # noqa: PLC0415

    raise typer.Exit(run(as_name=as_name, as_json=as_json))


@strava_app.command()
def events(
    client: _Client = None, failed: _Failed = False, limit: _Limit = 50, as_json: AsJson = False
) -> None:
    """Show what came in from Strava, and what became of it: all of it, or that of one athlete.

    An event is APPLIED, COALESCED (a newer one of the same activity said all),
    LATE (something newer was known) or VOID (there was nothing to do, and why);
    else it waits, or is dead.

    The exit code is 1 if there is no such athlete, or the athlete has never connected Strava.
    """
    from ops.provider_events import events as run  # noqa: PLC0415

    run(Provider.STRAVA, client, failed=failed, limit=limit, as_json=as_json)


@strava_app.command()
def backfill(
    client: Annotated[str, typer.Argument(metavar="CLIENT", help="The athlete's id, or whole name.")],
    days: Annotated[int, typer.Option(min=1, max=3_660, help="How many days back from now.")] = 90,
    wait: Annotated[bool, typer.Option("--wait", help="Wait, and show how far it is.")] = False,
    as_name: AsName = None,
    as_json: AsJson = False,
) -> None:
    """Have an athlete's past activities fetched from Strava, newest first, when there is nothing else to do.

    Safe to run again. Whoever ends the waiting ends nothing else: workers go on.

    The exit code is 1 if there is no such athlete, or the athlete is not connected,
    or --wait saw that it was given up.
    """
    from ops.strava_backfill import backfill as run  # noqa: PLC0415

    raise typer.Exit(run(client, days=days, wait=wait, as_name=as_name, as_json=as_json))


garmin_app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Look after what Garmin pushes.", callback=lambda: None
)


@garmin_app.command("events")
def garmin_events(
    client: _Client = None, failed: _Failed = False, limit: _Limit = 50, as_json: AsJson = False
) -> None:
    """Show what came in from Garmin, and what became of it; as `afterwrite strava events`."""
    from ops.provider_events import events as run  # noqa: PLC0415

    run(Provider.GARMIN, client, failed=failed, limit=limit, as_json=as_json)
