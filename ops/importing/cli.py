"""The command `import` and its options. What it does is in the other files of this folder."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ops.hands.options import AsJson, AsName
from ops.interruption import Interrupted, interruptible

import_app = typer.Typer(add_completion=False)

_MAPPING = "What the columns are"
_READING = "How the file is written"
_WHO = "Whose days they are"


def _columns(option: str, metavar: str, text: str) -> Any:
    return typer.Option(option, metavar=metavar, rich_help_panel=_MAPPING, help=text)


@import_app.command("import")
def import_(  # noqa: PLR0913, PLR0917  an option each
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file with a heading; - for stdin.")],
    map_: Annotated[
        list[str] | None,
        _columns("--map", "COLUMN=FIELD", "Where a column goes; nothing behind the = leaves it out."),
    ] = None,
    scale: Annotated[
        list[str] | None,
        _columns("--scale", "COLUMN=1-5:high-is-good", "Scale of a column, and which end is good."),
    ] = None,
    unit: Annotated[
        list[str] | None, _columns("--unit", "COLUMN=UNIT", "Unit of a column, such as minutes.")
    ] = None,
    set_: Annotated[
        list[str] | None,
        _columns("--set", "FIELD=VALUE", "The same for every row, such as hrvProtocol=OVERNIGHT."),
    ] = None,
    missing: Annotated[
        list[str] | None, _columns("--missing", "TEXT", "What means a blank cell, such as NA.")
    ] = None,
    mapping: Annotated[
        Path | None, _columns("--mapping", "FILE.toml", "The same words, and those below, in a file.")
    ] = None,
    date_format: Annotated[
        str | None,
        typer.Option(rich_help_panel=_READING, help="Such as %d.%m.%Y; else ISO 8601."),
    ] = None,
    time_zone: Annotated[
        str | None,
        typer.Option(
            rich_help_panel=_READING,
            help="Where timestamps without an offset were taken. Athletes that are made live there;"
            " without it where the business is.",
        ),
    ] = None,
    decimal_comma: Annotated[
        bool, typer.Option("--decimal-comma", rich_help_panel=_READING, help="7,5 is seven and a half.")
    ] = False,
    delimiter: Annotated[
        str | None, typer.Option(rich_help_panel=_READING, help="Between cells; else what the heading has.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(rich_help_panel=_READING, help="Else UTF-8.")] = None,
    business: Annotated[
        str | None,
        typer.Option(rich_help_panel=_WHO, help="Name or id; needed for athleteName and athleteEmail."),
    ] = None,
    create_athletes: Annotated[
        bool, typer.Option("--create-athletes", rich_help_panel=_WHO, help="Make athletes who are unknown.")
    ] = False,
    create_business: Annotated[
        bool, typer.Option("--create-business", rich_help_panel=_WHO, help="Make it if it is unknown.")
    ] = False,
    coach: Annotated[
        str | None,
        typer.Option(rich_help_panel=_WHO, help="E-mail of the coach of those who are made."),
    ] = None,
    create_coach: Annotated[
        bool, typer.Option("--create-coach", rich_help_panel=_WHO, help="Make that coach if unknown.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what does not fit, and store nothing.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Store nothing unless every row fits.")] = False,
    rejects: Annotated[
        Path | None,
        typer.Option(metavar="FILE.csv", help="Write every rejected row there, with what is wrong."),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Though it was imported already.")] = False,
    as_name: AsName = None,
    as_json: AsJson = False,
) -> None:
    """Import check-ins of the past from a CSV file: store what fits, and have it assessed.

    Columns that are called like a field need no --map. One has to say who
    it is (clientId, athleteName or athleteEmail), one the day (date), and
    one at least something about it. Blank cells leave what is there alone.

    An import that was interrupted goes on when the same command is typed
    again; one that is done does nothing.

    The exit code is 0 if all rows fit, 3 if some were rejected, 1 if it
    could not be done, 2 if the command was not typed right.
    """
    typed: dict[str, Any] = {
        "map": map_,
        "scale": scale,
        "unit": unit,
        "set": set_,
        "missing": tuple(missing or ()),
        "date_format": date_format,
        "time_zone": time_zone,
        "decimal_comma": decimal_comma,
        "delimiter": delimiter,
        "encoding": encoding,
        "business": business,
        "create_athletes": create_athletes,
        "create_business": create_business,
        "create_coach": create_coach,
        "coach": coach,
    }
    done: dict[str, Any] = {
        "file": None if str(file) == "-" else file,
        "dry_run": dry_run,
        "strict": strict,
        "again": again,
        "rejects": rejects,
        "as_name": as_name,
        "as_json": as_json,
    }
    with interruptible():
        try:
            code = _run(typed, done, mapping)
        except Interrupted:
            sys.stderr.write("Interrupted before the first row: nothing was stored.\n")
            code = 130
    raise typer.Exit(code)


def _run(typed: dict[str, Any], done: dict[str, Any], mapping: Path | None) -> int:
    """Import, with what this takes loaded here: to load it takes a while, which may be interrupted too."""
    from ops.importing.command import import_file  # noqa: PLC0415
    from ops.importing.mapping_file import read_mapping_file  # noqa: PLC0415
    from ops.importing.options import Options  # noqa: PLC0415
    from ops.importing.typed import pairs, reading  # noqa: PLC0415

    for option in ("map", "scale", "unit"):
        typed[option] = pairs(f"--{option}", typed[option] or ())
    typed["set"] = pairs("--set", typed["set"] or (), "FIELD=VALUE")
    said = read_mapping_file(mapping) if mapping else {}
    return import_file(Options(reading=reading(said, typed), **done))
