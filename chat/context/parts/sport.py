"""How the athlete trains: sports, way of training, goals."""

from chat.context.kind import Kind, about_athlete, of_athlete
from chat.context.quoting import quoted
from chat.context.reading import Row
from chat.context.sources import ContextSources
from chat.context.turn import Turn
from picture.words import in_words
from storage.chat_context import SPORT


async def _read(turn: Turn, sources: ContextSources) -> str:
    rows = await sources.reader.rows(SPORT, of_athlete(turn))
    return sport_in_words(rows[0]) if rows else ""


def sport_in_words(row: Row) -> str:
    """The row of `storage.chat_context.SPORT`."""
    said = []
    if row["sport_type"]:
        said.append(f"The team's sport is {in_words(row['sport_type'])}.")
    if row["sports"]:
        done = "; ".join(
            f"{in_words(kind)}: {sessions} sessions, {minutes:.0f} min"
            for kind, sessions, minutes in row["sports"]
        )
        said.append(f"Recorded in the last four weeks: {done}.")
    else:
        said.append("No activity is recorded of the last four weeks.")
    if row["methodology"]:
        said.append(f"Training is distributed as {in_words(row['methodology'])}.")
    if row["max_hr"] is not None and row["resting_hr"] is not None:
        said.append(f"Heart rate from {row['resting_hr']:.0f} at rest to {row['max_hr']:.0f} bpm at most.")
    for name, goal in row["programs"] or ():
        said.append(f"Active program {quoted(name)}" + (f", goal on {goal}." if goal else "."))
    if row["best_streak"]:
        said.append(f"The longest streak of check-ins is {row['best_streak']} days.")
    return "\n".join(said)


SPORT_PART = Kind(
    name="sport",
    depends_on=about_athlete("athlete", "team", "programs", "streak", "activities"),
    read=_read,
    deadline_seconds=1.0,
    most_tokens=500,
)
