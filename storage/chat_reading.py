"""A user's own conversations, as they read them: about athletes, while the user may see the athlete."""

from domain.chat import AnswerState
from storage.asked_athlete import asked_about
from storage.statements import Statement, written

#: Messages of a conversation that one answer has at most.
MOST_MESSAGES = 200

_OWN = """
(SELECT c.client_id FROM ai_conversations c
 WHERE c.id = %(conversation_id)s::uuid AND c.user_id = caller.id)
"""
_ALL = "ANY(ARRAY(SELECT DISTINCT c.client_id FROM ai_conversations c WHERE c.user_id = caller.id))"

# An answer whose process is gone is shown as such, before a sweep has found it.
_STATE = f"""
CASE WHEN m.state = '{AnswerState.PENDING}' AND m.alive_until < now()
    THEN '{AnswerState.INTERRUPTED}' ELSE m.state END
"""

_CONVERSATIONS = f"""
WITH asked AS MATERIALIZED ({asked_about(_ALL)}), caller AS (
    SELECT DISTINCT caller_id AS id FROM asked
), page AS (
    SELECT c.id, c.client_id, c.is_athlete_chat, c.title, c.created_at, c.spoken_at
    FROM caller JOIN ai_conversations c ON c.user_id = caller.id
    WHERE (c.client_id IS NULL OR c.client_id IN (SELECT athlete_id FROM asked WHERE allowed))
      AND (%(client_id)s::uuid IS NULL OR c.client_id = %(client_id)s::uuid)
      AND (%(after_id)s::uuid IS NULL
        OR (c.spoken_at, c.id) < (%(after_spoken_at)s::timestamptz, %(after_id)s::uuid))
    ORDER BY c.spoken_at DESC, c.id DESC LIMIT %(limit)s::int + 1
)
SELECT caller.id AS caller_id, page.* FROM caller LEFT JOIN page ON true
ORDER BY page.spoken_at DESC, page.id DESC
"""  # noqa: S608  here and below, what is put in are statements and constants of ours

_CONVERSATION = f"""
WITH asked AS MATERIALIZED ({asked_about(_OWN)}), talk AS (
    SELECT c.* FROM ai_conversations c JOIN asked ON c.user_id = asked.caller_id
    WHERE c.id = %(conversation_id)s::uuid AND (c.client_id IS NULL OR asked.allowed)
), newest AS (
    SELECT m.* FROM ai_messages m JOIN talk ON talk.id = m.conversation_id
    ORDER BY m.number DESC LIMIT {MOST_MESSAGES}
)
SELECT asked.caller_id, talk.id, talk.client_id, talk.is_athlete_chat, talk.title, talk.created_at,
    talk.spoken_at, m.id AS message_id, m.given_id, m.role, m.reply_to, {_STATE} AS state, m.content,
    m.provider, m.model, m.prompt_tokens, m.completion_tokens, m.context, m.error,
    m.created_at AS said_at, m.finished_at
FROM asked LEFT JOIN talk ON true LEFT JOIN newest m ON true
ORDER BY m.number
"""  # noqa: S608

#: The caller's conversations, the newest first, from behind a cursor on; one more than `limit`. One row at
#: least, with NULLs where there is nothing: `caller_id` (NULL: no such user), and the conversation.
CONVERSATIONS: Statement = written(_CONVERSATIONS)

#: One of the caller's conversations with its messages, oldest first, the newest of them where there are too
#: many. One row at least: `caller_id`, `id` (NULL: none of the caller's), and the messages' columns.
CONVERSATION: Statement = written(_CONVERSATION)
