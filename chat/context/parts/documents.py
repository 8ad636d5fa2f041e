"""Passages of documents that speak of what the question speaks of."""

from chat.context.kind import Kind
from chat.context.quoting import quoted
from chat.context.sources import ContextSources
from chat.context.turn import Turn
from storage.document_search import SEARCH


def _depends_on(turn: Turn, _: ContextSources) -> tuple[object, ...] | None:
    if not turn.ask.quotes or not turn.documents or not turn.ask.question.strip():
        return None
    return turn.ask.question, *turn.documents


async def _read(turn: Turn, sources: ContextSources) -> str:
    parameters = {
        "question": turn.ask.question.replace("\0", " "),
        "document_ids": tuple(name for name, _ in turn.documents),
    }
    rows = await sources.reader.rows(SEARCH, parameters)
    return "\n\n".join(f"From {quoted(row['title'])}:\n{row['text']}" for row in rows)


DOCUMENTS = Kind(
    name="documents", depends_on=_depends_on, read=_read, deadline_seconds=1.0, most_tokens=3_000
)
