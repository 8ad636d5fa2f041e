"""The command `strava` and its subcommands. What they do is in files of their names."""

import typer

from ops.hands.options import AsJson, AsName

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
