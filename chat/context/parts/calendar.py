"""What was done in the last week, and what is planned for the next."""

from collections.abc import Sequence
from datetime import date

from chat.context.kind import Kind, about_athlete, of_athlete
from chat.context.quoting import quoted
from chat.context.reading import Row
from chat.context.sources import ContextSources
from chat.context.turn import Turn
from picture.words import day_in_words, in_words
from storage.chat_context import CALENDAR
from storage.chat_versions import DONE_DAYS, PLANNED_DAYS

#: Of what a person wrote about a workout.
_LONGEST_WORDS = 200


async def _read(turn: Turn, sources: ContextSources) -> str:
    rows = await sources.reader.rows(CALENDAR, of_athlete(turn))
    return "" if turn.today is None else calendar_in_words(rows, turn.today)


def calendar_in_words(rows: Sequence[Row], today: date) -> str:
    """The rows of `storage.chat_context.CALENDAR`, what lies behind apart from what comes."""
    before = [_line(row) for row in rows if row["date"] < today]
    later = [_line(row) for row in rows if row["date"] >= today]
    return "\n".join(
        [
            f"The {DONE_DAYS} days before today:",
            *(before or ["- nothing is recorded or was planned"]),
            f"Today and the next {PLANNED_DAYS - 1} days:",
            *(later or ["- nothing is planned"]),
        ]
    )


def _line(row: Row) -> str:
    said = [f"- {day_in_words(row['date'])}: {_what(row)}"]
    if row["intensity"]:
        said.append(in_words(row["intensity"]))
    said += _amounts(row["minutes"], row["distance_m"])
    if row["rpe"] is not None:
        said.append(f"exertion {row['rpe']:g} of 10")
    if row["planned_type"] is not None:
        said.append(f"changed by the platform; it was {_plan(row)}")
    if row["words"]:
        said.append(quoted(row["words"][:_LONGEST_WORDS]))
    return ", ".join(said)


def _what(row: Row) -> str:
    if row["what"] == "ACTIVITY":
        return f"recorded {in_words(row['kind'])}"
    kind = "workout" if row["what"] == "WORKOUT" else "session given to do"
    return f"{in_words(row['kind'])} {kind}, {in_words(row['status'])}"


def _plan(row: Row) -> str:
    said = [f"{in_words(row['planned_type'])}, {in_words(row['planned_status'])}"]
    if row["planned_intensity"]:
        said.append(in_words(row["planned_intensity"]))
    return ", ".join([*said, *_amounts(row["planned_minutes"], None)])


def _amounts(minutes: float | None, metres: float | None) -> list[str]:
    said = []
    if minutes is not None:
        said.append(f"{minutes:.0f} min")
    if metres is not None:
        said.append(f"{metres / 1000:.1f} km")
    return said


CALENDAR_PART = Kind(
    name="calendar",
    depends_on=about_athlete("workouts", "changes", "assignments", "activities"),
    read=_read,
    deadline_seconds=1.0,
    most_tokens=1_500,
)
