"""Options and arguments that several commands have."""

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Watch = Annotated[
    float | None,
    typer.Option(
        "--watch",
        metavar="[SECONDS]",
        min=0.1,
        help="Show it again every 2 s, or as often as you say, until Ctrl-C; with --json a line each time.",
    ),
]
LaneName = Annotated[str, typer.Argument(metavar="LANE", help="Name of the lane, such as checkins.")]
OfLane = Annotated[str | None, typer.Option("--lane", metavar="LANE", help="Of this lane alone.")]
Keys = Annotated[list[str] | None, typer.Argument(metavar="KEY", help="Of these keys alone.")]
OlderThan = Annotated[
    str | None, typer.Option(metavar="AGE", help="Dead for longer than that, such as 30m, 2h or 1d12h.")
]
AllOfThem = Annotated[bool, typer.Option("--all", help="All that is dead, where nothing narrower is said.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and write nothing.")]
AsName = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="NAME",
        help="Who you are, for the audit; else AFTERWRITE_OPERATOR, else user@host.",
    ),
]
