"""What was done against what is usual: training load of the last weeks."""

from collections.abc import Sequence
from datetime import timedelta

from chat.context.kind import Kind, about_athlete
from chat.context.sources import ContextSources
from chat.context.turn import Turn
from domain.load_wording import LOAD_NOTE
from picture.day import LoadDay
from picture.load import load_days
from picture.words import short_day
from storage.athlete_picture import PICTURE_LOADS
from storage.chat_versions import LOAD_DAYS

#: Days whose load is told one by one.
_DAYS = 7


async def _read(turn: Turn, sources: ContextSources) -> str:
    if turn.today is None:
        return ""
    span = {"first": turn.today - timedelta(days=LOAD_DAYS - 1), "last": turn.today}
    rows = await sources.reader.rows(PICTURE_LOADS, {"client_id": turn.ask.client_id, **span})
    return load_in_words(load_days(rows))


def load_in_words(days: Sequence[LoadDay]) -> str:
    """Training load of days, oldest first."""
    if not days:
        return "No training load is recorded of the last four weeks."
    newest = days[-1]
    said = [f"Training load, newest of {short_day(newest.date)}. {newest.reading or 'Not enough data'}."]
    if newest.acute is not None and newest.chronic is not None:
        ratio = "" if newest.ratio is None else f", ratio {newest.ratio:.2f}"
        said.append(f"Acute {newest.acute:.0f}, usual {newest.chronic:.0f} (arbitrary units){ratio}.")
    said.append("Load by day: " + "; ".join(map(_day, days[-_DAYS:])) + ".")
    spikes = [f"{short_day(day.date)} ({day.spike_ratio:.2f} times)" for day in days if day.spike_ratio]
    if spikes:
        said.append(f"Sessions much larger than the largest of the month before: {', '.join(spikes)}.")
    return "\n".join([*said, LOAD_NOTE])


def _day(day: LoadDay) -> str:
    return f"{short_day(day.date)} {'not known' if day.load is None else f'{day.load:.0f}'}"


TRAINING_LOAD = Kind(
    name="training load",
    depends_on=about_athlete("loads"),
    read=_read,
    deadline_seconds=1.0,
    most_tokens=600,
)
