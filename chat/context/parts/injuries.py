"""What is followed up, and what the athlete is to leave out."""

import asyncio
from collections.abc import Sequence

from chat.context.kind import Kind, about_athlete, of_athlete
from chat.context.reading import Row
from chat.context.sources import ContextSources
from chat.context.turn import Turn
from picture.cases import GOES_FIRST, OpenCase, open_cases
from picture.words import in_words, short_day
from storage.athlete_picture import PICTURE_CASES
from storage.chat_context import RESTRICTIONS


async def _read(turn: Turn, sources: ContextSources) -> str:
    of_cases = {"client_id": turn.ask.client_id, "last": turn.today}
    cases, restrictions = await asyncio.gather(
        sources.reader.rows(PICTURE_CASES, of_cases), sources.reader.rows(RESTRICTIONS, of_athlete(turn))
    )
    return injuries_in_words(open_cases(cases), restrictions)


def injuries_in_words(cases: Sequence[OpenCase], restrictions: Sequence[Row]) -> str:
    """Open cases, and what is in force or comes into it."""
    said = [case.text for case in cases] or ["No injury and no illness is being followed up."]
    if not restrictions:
        return "\n".join([*said, "No restriction of training is in force."])
    said += ["Restrictions:", *(f"- {_restriction(row)}" for row in restrictions), GOES_FIRST]
    return "\n".join(said)


def _restriction(row: Row) -> str:
    said = [f"{in_words(row['type'])} ({in_words(row['severity'])})"]
    if row["body_parts"]:
        said.append(f"for {', '.join(map(in_words, row['body_parts']))}")
    if row["affected_workout_types"]:
        said.append(f"concerns {', '.join(map(in_words, row['affected_workout_types']))}")
    if row["volume_reduction_percent"] is not None:
        said.append(f"volume less by {row['volume_reduction_percent']} %")
    if row["max_intensity_zone"] is not None:
        said.append(f"no higher than zone {row['max_intensity_zone']}")
    said.append(f"from {short_day(row['start_date'])} until {short_day(row['end_date'])}")
    return ", ".join(said)


INJURIES = Kind(
    name="injuries and restrictions",
    depends_on=about_athlete("cases", "restrictions"),
    read=_read,
    deadline_seconds=1.0,
    most_tokens=800,
)
