"""An athlete's picture as a card of text: the verdict with its reasons, and the days as plots."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from domain.wording import SAFETY_NOTE, URGENT_NOTE
from ops.hands.level_styles import LEVEL_STYLES
from ops.hands.output import printable
from ops.hands.picture_plots import picture_plots
from picture.athlete import AthletePicture
from picture.cases import GOES_FIRST
from picture.edges import edges_in_words
from picture.verdict import Standing, Verdict
from picture.words import age_in_words, day_in_words, engine_in_words, in_words

_UNKNOWN = "bold reverse bright_black"


def picture_card(picture: AthletePicture, width: int) -> RenderableType:
    """The whole card.

    Args:
        picture: what to show.
        width: columns of the terminal; as many days are plotted as fit.
    """
    verdict = picture.verdict
    return Group(
        Text.assemble((printable(picture.name), "bold"), (f"   {picture.client_id}", "dim")),
        Text(f"{day_in_words(picture.today)} in {picture.time_zone}", style="dim"),
        Text(),
        *_cases(picture),
        *_verdict(picture),
        *_reasons(verdict),
        *_flags(verdict),
        Text(),
        picture_plots(picture, width),
        Text(),
        Text(URGENT_NOTE),
        Text(SAFETY_NOTE, style="dim"),
    )


def _verdict(picture: AthletePicture) -> Iterator[Text]:
    verdict = picture.verdict
    yield _headline(verdict)
    edges = edges_in_words(verdict.engine, verdict.level)
    if edges and verdict.standing is Standing.KNOWN:
        yield Text(f"{edges[0].upper()}{edges[1:]}.", style="dim")
    if verdict.standing in {Standing.KNOWN, Standing.NOT_ENOUGH_DATA} and verdict.recommendation:
        yield Text.assemble(("The athlete is told: ", "dim"), (verdict.recommendation, "italic"))
        if verdict.intensity_percent or verdict.volume_percent:
            intensity, volume = verdict.intensity_percent or 0, verdict.volume_percent or 0
            yield Text(f"Against what was planned: intensity {intensity:+d} %, volume {volume:+d} %.")
    if verdict.day is not None:
        yield Text(_rests_on(picture), style="dim")
    if verdict.other is not None:
        score = "no score" if verdict.other.score is None else f"{verdict.other.score:.1f} of 10"
        level = f", {in_words(verdict.other.level)}" if verdict.other.level else ""
        yield Text(f"Judged the other way, {_judged(verdict.other.engine)}: {score}{level}.", style="dim")
    if verdict.disagreement:
        yield Text(f"{verdict.disagreement[0].upper()}{verdict.disagreement[1:]}.", style="dim")
    yield Text()


def _cases(picture: AthletePicture) -> Iterator[Text]:
    if not picture.cases:
        return
    yield Text("Being followed up", style="bold red")
    for case in picture.cases:
        yield Text(case.text)
    yield Text(GOES_FIRST, style="dim")
    yield Text()


def _headline(verdict: Verdict) -> Text:
    if verdict.standing is Standing.KNOWN:
        level = in_words(verdict.level).upper()
        style = f"bold reverse {LEVEL_STYLES.get(verdict.level or '', 'bright_black')}"
        return Text.assemble("Readiness today ", (f" {verdict.score:.1f} of 10 {level} ", style))
    if verdict.standing is Standing.NO_CHECK_INS:
        return Text.assemble(("No check-ins", "bold"), " in all the days that were looked at.")
    if verdict.standing is Standing.PENDING:
        what, why = "BEING ASSESSED", "today's check-in is stored; look again in a few seconds"
    elif verdict.standing is Standing.NOT_ENOUGH_DATA:
        what, why = "NOT ENOUGH DATA", "today's check-in holds too little for a score"
    else:
        then = (
            f"; {verdict.score:.1f} of 10, {in_words(verdict.level)} then"
            if verdict.score is not None
            else ""
        )
        what, why = "NOT KNOWN", f"no check-in today, the newest is {_when(verdict)}{then}"
    return Text.assemble("Readiness today ", (f" {what} ", _UNKNOWN), f"  {why}")


def _when(verdict: Verdict) -> str:
    return (
        f"of {day_in_words(verdict.day)}, {age_in_words(verdict.age_days or 0)}" if verdict.day else "missing"
    )


def _rests_on(picture: AthletePicture) -> str:
    verdict, newest = picture.verdict, picture.newest
    maturity = in_words(verdict.maturity or newest.hrv.maturity)
    parts = [
        f"confidence {in_words(verdict.confidence)}" if verdict.confidence else "",
        f"data {_when(verdict)}",
        f"HRV baseline {maturity}, {newest.hrv.baseline_days} of 60 days",
        f"heart rate baseline {newest.rate.baseline_days} of 30 days",
        f"HRV of week and day {verdict.reading}" if verdict.reading else "",
        f"judged {_judged(verdict.engine)}" if verdict.engine else "",
    ]
    return "; ".join(part for part in parts if part)


def _judged(engine: str) -> str:
    return f"{engine_in_words(engine)} ({engine})"


def _reasons(verdict: Verdict) -> Iterator[RenderableType]:
    if not verdict.reasons:
        return
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    table.add_column("reason", no_wrap=True)
    for name in ("score", "weight", "pull"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    for reason in verdict.reasons:
        own = f"{reason.score:.1f}" if reason.score is not None else ""
        table.add_row(
            reason.label,
            f"{reason.z:+.1f} SD" if reason.z is not None else own,
            "" if reason.weight is None else f"{reason.weight:.0%}",
            Text(f"{reason.contribution:+.2f}", style="green" if reason.contribution >= 0 else "red"),
            Text(reason.details, style="dim"),
        )
    yield table
    yield Text(f"Pulls are in {verdict.pull_unit}.", style="dim")


def _flags(verdict: Verdict) -> Iterator[Text]:
    lists = (
        ("! ", "bold red", verdict.red_flags),
        ("~ ", "yellow", verdict.yellow_flags),
        ("i ", "dim", verdict.remarks),
    )
    if verdict.red_flags or verdict.yellow_flags:
        yield Text("What stands out, as the athlete is told it:", style="dim")
    for sign, style, flags in lists:
        for flag in flags:
            yield Text.assemble((sign, style), printable(flag))
