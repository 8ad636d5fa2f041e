"""What comes after answers: their usage is counted, once each, and what was said is remembered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from domain.chat import MOST_MEMORIES, AnswerState
from storage.chat_usage import ADDED, IN_ORDER
from storage.chat_versions import ROSTER


@dataclass(frozen=True, slots=True)
class Uncounted:
    """An answer that has ended, and the message that it answers."""

    answer_id: UUID
    conversation_id: UUID
    message_id: UUID
    message: str
    user_id: UUID
    client_id: UUID | None
    #: Whether what was said may be remembered: the athlete has said it, and agrees.
    may_remember: bool


_READ = f"""
SELECT m.id AS answer_id, m.conversation_id, asked.id AS message_id, asked.content AS message, c.user_id,
    c.client_id,
    c.is_athlete_chat AND consent.client_id IS NOT NULL
        AND m.state IN ('{AnswerState.DONE}', '{AnswerState.CUT}') AS may_remember
FROM ai_messages m
JOIN ai_conversations c ON c.id = m.conversation_id
JOIN ai_messages asked ON asked.id = m.reply_to
LEFT JOIN chat_consents consent ON consent.client_id = c.client_id AND consent.withdrawn_at IS NULL
WHERE m.conversation_id = ANY(%(conversations)s::uuid[]) AND m.role = 'assistant' AND m.counted_at IS NULL
  AND m.state <> '{AnswerState.PENDING}'
ORDER BY m.number
"""  # noqa: S608  here and below, what is put in are constants

# The mark on the answer is the fence: whoever runs this a second time finds nothing to count. The removal of
# a conversation sets it too, and waits here for whoever was first, before it removes anything.
_COUNT = f"""
WITH held AS MATERIALIZED (
    SELECT m.id FROM ai_messages m WHERE m.id = ANY(%(answers)s::uuid[]) AND m.counted_at IS NULL {IN_ORDER}
), counted AS (
    UPDATE ai_messages m SET counted_at = now()
    FROM held, ai_conversations c, unnest(%(answers)s::uuid[], %(prompt)s::int[], %(completion)s::int[])
        AS more (answer_id, prompt, completion)
    WHERE m.id = held.id AND m.id = more.answer_id AND m.counted_at IS NULL AND c.id = m.conversation_id
    RETURNING c.user_id, m.business_id, coalesce(m.provider, 'BUILTIN') AS provider, m.finished_at,
        coalesce(m.prompt_tokens, 0) + more.prompt AS prompt,
        coalesce(m.completion_tokens, 0) + more.completion AS completion, m.id
), {ADDED}
SELECT id FROM counted
"""  # noqa: S608

_REMEMBER = """
INSERT INTO chat_memories (client_id, user_id, fact, fact_key, source_message_id)
SELECT f.client_id, f.user_id, f.fact, f.fact_key, f.message_id
FROM unnest(%(clients)s::uuid[], %(users)s::uuid[], %(facts)s::text[], %(keys)s::text[], %(messages)s::uuid[])
    WITH ORDINALITY AS f (client_id, user_id, fact, fact_key, message_id, number)
JOIN chat_consents consent ON consent.client_id = f.client_id AND consent.withdrawn_at IS NULL
ORDER BY f.client_id, f.user_id, f.fact_key, f.number
ON CONFLICT (client_id, user_id, fact_key) DO NOTHING
"""

# What somebody is just removing goes without us.
_FORGET = f"""
DELETE FROM chat_memories WHERE id IN (SELECT id FROM chat_memories WHERE id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY client_id, user_id ORDER BY created_at DESC, id) AS number
        FROM chat_memories WHERE client_id = ANY(%(clients)s::uuid[])
    ) numbered WHERE number > {MOST_MEMORIES}) FOR UPDATE SKIP LOCKED)
"""  # noqa: S608


def read_uncounted(connection: Connection[DictRow], conversations: Sequence[UUID]) -> list[Uncounted]:
    """The answers of these conversations that have ended and were not counted, oldest first."""
    rows = connection.execute(_READ, {"conversations": list(conversations)})
    return [Uncounted(**row) for row in rows]


def count_usage(connection: Connection[DictRow], answers: Mapping[UUID, tuple[int, int]]) -> set[UUID]:
    """Count these answers, and answer those that this has counted.

    Args:
        connection: in a transaction.
        answers: with what was used for each beside the answer itself: tokens of prompts, and of what came.
    """
    ordered = sorted(answers)
    parameters = {
        "answers": ordered,
        "prompt": [answers[each][0] for each in ordered],
        "completion": [answers[each][1] for each in ordered],
    }
    return {row["id"] for row in connection.execute(_COUNT, parameters)}


def remember(connection: Connection[DictRow], facts: Sequence[tuple[Uncounted, str, str]]) -> None:
    """Remember facts, each with its key. What is known stays as it is; beyond the most the oldest go."""
    parameters: dict[str, Any] = {
        "clients": [said.client_id for said, _, _ in facts],
        "users": [said.user_id for said, _, _ in facts],
        "facts": [fact for _, fact, _ in facts],
        "keys": [key for _, _, key in facts],
        "messages": [said.message_id for said, _, _ in facts],
    }
    connection.execute(_REMEMBER, parameters)
    connection.execute(_FORGET, {"clients": parameters["clients"]})


def roster(connection: Connection[DictRow], said: Uncounted) -> list[tuple[str, str]]:
    """Whose names must not be told in what was said: who they are, and the names."""
    asked = {
        "caller_id": said.user_id,
        "caller_email": None,
        "client_id": said.client_id,
        "business_id": None,
        "named_id": None,
    }
    return [(row["who"], row["name"]) for row in connection.execute(ROSTER.text, asked)]
