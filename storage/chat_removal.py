"""Removing a conversation: what was said goes, with what is remembered of it. What it cost stays counted."""

from domain.chat import AnswerState
from storage.chat_answers import GIVEN_BACK
from storage.chat_usage import ADDED, IN_ORDER
from storage.statements import Statement, written

# Not while an answer is being made: what that has cost would be counted nowhere. Whoever has said something
# meanwhile has moved `spoken_at`, and then nothing is removed. A run of the lane that counts an answer is
# waited for at the mark that both set, before any message goes.
#
# Messages go with the conversation and memories with the message that they were made of, by their foreign
# keys: these look at what is there by then, also at what a run of the lane has just remembered.
_REMOVE = f"""
WITH caller AS (
    SELECT id FROM users WHERE id = %(caller_id)s::uuid OR email = %(caller_email)s::text LIMIT 1
), talk AS MATERIALIZED (
    SELECT c.*, EXISTS (
        SELECT FROM ai_messages m
        WHERE m.conversation_id = c.id AND m.state = '{AnswerState.PENDING}' AND m.alive_until >= now()
    ) AS is_answered
    FROM ai_conversations c JOIN caller ON c.user_id = caller.id
    WHERE c.id = %(conversation_id)s::uuid
), gone AS (
    DELETE FROM ai_conversations c USING talk
    WHERE c.id = talk.id AND c.spoken_at = talk.spoken_at AND NOT talk.is_answered
    RETURNING c.id, c.user_id, c.client_id
), held AS MATERIALIZED (
    SELECT m.id FROM ai_messages m JOIN gone ON m.conversation_id = gone.id
    WHERE m.role = 'assistant' AND m.counted_at IS NULL {IN_ORDER}
), counted AS (
    UPDATE ai_messages m SET counted_at = now()
    FROM gone, held
    WHERE m.id = held.id AND m.counted_at IS NULL
    RETURNING gone.user_id, gone.client_id, m.business_id, coalesce(m.provider, 'BUILTIN') AS provider,
        coalesce(m.finished_at, m.alive_until) AS finished_at, coalesce(m.prompt_tokens, 0) AS prompt,
        coalesce(m.completion_tokens, 0) AS completion, m.quota_month,
        m.state = '{AnswerState.PENDING}' AS is_refunded
), {ADDED}, ended AS (
    SELECT client_id, quota_month, is_refunded FROM counted
), {GIVEN_BACK}
SELECT caller.id AS caller_id, talk.id, gone.id IS NOT NULL AS is_removed
FROM (SELECT 1) one LEFT JOIN caller ON true LEFT JOIN talk ON true LEFT JOIN gone ON true
"""  # noqa: S608  what is put in are statements and constants of ours

#: Remove the caller's conversation `conversation_id`, also one about an athlete whom they may see no more.
#: One row: `caller_id` (NULL: no such user), `id` (NULL: none of the caller's), and whether it `is_removed`:
#: not while an answer is being made.
REMOVE: Statement = written(_REMOVE)
