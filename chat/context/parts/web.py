"""What the web says, if the asker wants it searched and somebody has set up where."""

import asyncio

from chat.context.kind import Kind
from chat.context.sources import ContextSources
from chat.context.turn import Turn

#: Whose names are taken out of the question is known by then, or nothing is sent.
_PATIENCE_SECONDS = 2.0


def _depends_on(turn: Turn, sources: ContextSources) -> tuple[object, ...] | None:
    if not turn.ask.web_search or sources.web is None or not turn.ask.question.strip():
        return None
    return turn.ask.question, turn.ask.language


async def _read(turn: Turn, sources: ContextSources) -> str:
    if sources.web is None:
        return ""
    deadline = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
    scrubber = await sources.rosters.scrubber(turn.people, turn.parameters, deadline)
    found = await sources.web.search(scrubber(turn.ask.question), turn.ask.language)
    return "\n\n".join(f"{each.title} ({each.url})\n{each.content}" for each in found)


WEB = Kind(
    name="web",
    depends_on=_depends_on,
    read=_read,
    deadline_seconds=2.0,
    most_tokens=1_500,
    keep_seconds=600,
)
