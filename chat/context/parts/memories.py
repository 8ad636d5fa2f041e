"""What the athlete has told the assistant before, for the same user who said it."""

from chat.context.kind import Kind, about_athlete, of_athlete
from chat.context.sources import ContextSources
from chat.context.turn import Turn
from storage.chat_context import MEMORIES

_about_athlete = about_athlete("memories")


def _depends_on(turn: Turn, sources: ContextSources) -> tuple[object, ...] | None:
    athlete = _about_athlete(turn, sources)
    return None if athlete is None else (turn.ask.user_id, *athlete)


async def _read(turn: Turn, sources: ContextSources) -> str:
    parameters = {**of_athlete(turn), "user_id": turn.ask.user_id}
    rows = await sources.reader.rows(MEMORIES, parameters)
    return "\n".join(f"- {' '.join(row['fact'].split())}" for row in rows)


MEMORIES_PART = Kind(
    name="memories", depends_on=_depends_on, read=_read, deadline_seconds=1.0, most_tokens=800
)
