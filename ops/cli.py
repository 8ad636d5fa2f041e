"""The `afterwrite` command. What a command does is in a file of its name."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from coalescing.errors import InvalidLaneError
from ops.errors import OpsError, WrongArgumentError
from ops.hands.cli import hands_app
from ops.hands.options import AsJson, AsName
from ops.importing.cli import import_app
from ops.seeding.cli import seed_app
from ops.strava_cli import garmin_app, strava_app
from picture.span import FEWEST_DAYS, MOST_DAYS
from runtime.settings import SettingsError

app = typer.Typer(
    help="The work that a web request should not wait for: coalesced per key, done once, never lost.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a bug shows the plain traceback, and no variables with secrets in them
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(hands_app)
app.add_typer(import_app)
app.add_typer(seed_app)
app.add_typer(strava_app, name="strava")
app.add_typer(garmin_app, name="garmin")

# The commands' own files are imported when a command runs: `afterwrite --help` answers at once.


@app.command()
def up(
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many Celery workers.")] = 2,
    flower: Annotated[bool, typer.Option(help="Run Flower, which shows the tasks.")] = True,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Leave out what the processes print.")] = False,
) -> None:
    """Run the whole platform until Ctrl-C, on its own servers or on yours.

    Where DATABASE_URL and REDIS_URL are not set it starts servers, which keep their data between runs.
    """
    from ops.up import up as run  # noqa: PLC0415

    run(workers=workers, flower=flower, quiet=quiet)


@app.command()
def token(
    user: Annotated[str | None, typer.Option(help="Id or e-mail address of the user it speaks for.")] = None,
    role: Annotated[str, typer.Option(help="Without --user: for the first user with this role.")] = "ADMIN",
    hours: Annotated[float, typer.Option(min=0.01, max=24 * 366, help="How long it is good for.")] = 12.0,
) -> None:
    """Print a bearer token for the API.

    Use it as: curl -H "Authorization: Bearer $(afterwrite token)" ...
    """
    from ops.token import token as make  # noqa: PLC0415

    sys.stdout.write(f"{make(user=user, role=role, hours=hours)}\n")


@app.command()
def env() -> None:
    """Print the addresses of the running platform for a process of your own, passwords included.

    Use it as: eval "$(afterwrite env)"
    """
    from ops.env import env as make  # noqa: PLC0415

    sys.stdout.write(make())


@app.command()
def athlete(
    name: Annotated[str, typer.Argument(help="What to call the athlete.")],
    time_zone: Annotated[
        str, typer.Option(help="Where the athlete's days are counted.")
    ] = "Europe/Stockholm",
    coach: Annotated[
        str | None, typer.Option(help="E-mail address of the coach, who is made if unknown.")
    ] = None,
    business: Annotated[
        str | None, typer.Option(metavar="NAME_OR_ID", help="The business that the athlete is in.")
    ] = None,
    login: Annotated[
        str | None,
        typer.Option(help="E-mail address of the athlete's own login, which is made if unknown."),
    ] = None,
) -> None:
    """Make an athlete to try the API with, and print how to check in."""
    from ops.athlete import athlete as make  # noqa: PLC0415

    made = make(name=name, time_zone=time_zone, coach=coach, business=business, login=login)
    sys.stdout.write(f"{made}\n")


@app.command()
def show(
    client: Annotated[str, typer.Argument(metavar="CLIENT", help="The athlete's id, or whole name.")],
    days: Annotated[
        int, typer.Option(min=FEWEST_DAYS, max=MOST_DAYS, help="How many days, today included.")
    ] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Show an athlete: readiness with its reasons, and the last days as plots.

    The same as on the athlete's page, which is at /athletes/CLIENT of the api.

    The exit code is 1 if there is no such athlete, or more than one of that name.
    """
    from ops.hands.show import show as run  # noqa: PLC0415

    run(client, days=days, as_json=as_json)


@app.command()
def chat(
    client: Annotated[str, typer.Argument(metavar="CLIENT", help="The athlete's id, or whole name.")],
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="In English or Swedish.")],
) -> None:
    """Ask the assistant about an athlete: readiness and why, trend, load, restrictions, what is planned.

    It answers by rules, without a model. Nothing is sent anywhere, and nothing stored.

    The exit code is 1 if there is no such athlete, or more than one of that name.
    """
    from ops.hands.chat import chat as run  # noqa: PLC0415

    run(client, question)


@app.command()
def effects(
    client: Annotated[str, typer.Argument(metavar="CLIENT", help="The athlete's id, or whole name.")],
    day: Annotated[
        str | None, typer.Argument(metavar="[DATE]", help="Those of one day's check-in, YYYY-MM-DD.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Show what an athlete's check-ins have set in motion: what, why, and whether it still stands.

    Cases, restrictions, changed workouts, notices, newest first; those that a
    correction has withdrawn included.

    The exit code is 1 if there is no such athlete, or more than one of that name.
    """
    from ops.hands.effects import effects as run  # noqa: PLC0415

    run(client, day, limit=limit, as_json=as_json)


@app.command()
def engine(
    business: Annotated[str | None, typer.Argument(help="Id or name of the business.")] = None,
    choice: Annotated[str | None, typer.Argument(metavar="[percent|individual]", help="The engine.")] = None,
    days: Annotated[int, typer.Option(min=0, max=3_660, help="Recent days whose verdict changes too.")] = 30,
    as_name: AsName = None,
    as_json: AsJson = False,
) -> None:
    """Choose whose verdict a business goes by; without arguments, list the businesses.

    Both engines' results are computed and kept either way.
    """
    from ops import engine as engines  # noqa: PLC0415

    if business is None:
        engines.show(as_json=as_json)
    elif choice is None:
        raise typer.BadParameter("say which engine: percent or individual", param_hint="choice")
    else:
        engines.choose(business, choice, days=days, as_name=as_name, as_json=as_json)


@app.command()
def physio(
    address: Annotated[
        str | None, typer.Argument(metavar="ADDRESS", help="E-mail address of the physiotherapist.")
    ] = None,
    of: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="WHAT NAME_OR_ID",
            help="In charge of this athlete, team, organization, business or location.",
        ),
    ] = None,
    role: Annotated[str, typer.Option(help="PRIMARY, SECONDARY or CONSULTANT.")] = "PRIMARY",
    until: Annotated[str | None, typer.Option(metavar="DAY", help="Last day, YYYY-MM-DD.")] = None,
    end: Annotated[bool, typer.Option("--end", help="It is over.")] = False,
    as_name: AsName = None,
    as_json: AsJson = False,
) -> None:
    """Put a physiotherapist in charge of athletes; without arguments, list who is.

    Use it as: afterwrite physio sam@example.org --of team Juniors

    A physiotherapist reads the athletes in their charge, and is told when one asks for them.
    """
    from ops import physio as physios  # noqa: PLC0415

    if address is None:
        physios.show(as_json=as_json)
    elif of is None:
        raise typer.BadParameter("say in charge of what: --of athlete NAME_OR_ID", param_hint="--of")
    else:
        physios.charge(address, of, role=role, until=until, end=end, as_name=as_name)


@app.command()
def demo(
    athletes: Annotated[int, typer.Option(min=1, max=10_000, help="How many athletes check in.")] = 500,
    writes: Annotated[int, typer.Option(min=1, max=50, help="How often each of them, in one burst.")] = 5,
    faults: Annotated[bool, typer.Option(help="Flush Redis and kill a worker in a second burst.")] = True,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same athletes.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object with all figures.")] = False,
    keep: Annotated[Path | None, typer.Option(help="A new folder for data and logs, to keep.")] = None,
) -> None:
    """Show all of it in about a minute, on servers of its own; yours are not touched.

    A burst of check-ins, assessed; another one with accidents; every result checked.

    The exit code is 1 if any check-in is lost, stale, or assessed from other answers than the last.
    """
    from ops.demo.command import demo as run  # noqa: PLC0415
    from ops.demo.options import Options  # noqa: PLC0415

    options = Options(athletes=athletes, writes=writes, faults=faults, seed=seed, keep=keep)
    raise typer.Exit(run(options, as_json=as_json))


@app.command()
def migrate() -> None:
    """Bring the database's schema up to date. Safe to run from several places at once."""
    from ops.connected import connected_database_url  # noqa: PLC0415
    from ops.migrate import migrate as upgrade  # noqa: PLC0415

    applied = upgrade(connected_database_url())
    for revision in applied:
        sys.stdout.write(f"applied {revision}\n")
    if not applied:
        sys.stdout.write("The schema is up to date.\n")


@app.command()
def version() -> None:
    """Print the version."""
    sys.stdout.write(f"afterwrite {version_of('afterwrite')}\n")


def main() -> None:
    """Run the command line; problems that have an explanation are explained, without a traceback.

    The exit code is 0 if all is well, 1 if it is not, and 2 if the command was not typed right.
    """
    sys.path.insert(0, "")  # as for `celery` and `uvicorn`, modules of one's own are found where one is
    try:
        app()
    except (OpsError, SettingsError, InvalidLaneError) as error:
        message = Text.assemble(("Error: ", "bold red"), str(error))
        Console(stderr=True, highlight=False).print(message, soft_wrap=True)
        sys.exit(2 if isinstance(error, WrongArgumentError) else 1)
