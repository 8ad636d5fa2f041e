"""A user's own conversations, as they read them."""

from sqlalchemy import text

from domain.chat import AnswerState
from storage.notification_inbox import CALLER
from storage.statements import Statement, compiled

#: Messages of a conversation that one answer has at most.
MOST_MESSAGES = 200

# An answer whose process is gone is shown as such, before a sweep has found it.
STATE = f"""
CASE WHEN m.state = '{AnswerState.PENDING}' AND m.alive_until < now()
    THEN '{AnswerState.INTERRUPTED}' ELSE m.state END
"""

#: The caller's conversations, the newest first, from behind a cursor on; one more than `limit`. One row at
#: least, with NULLs where there is nothing: `caller_id` (NULL: no such user), and the conversation.
CONVERSATIONS: Statement = compiled(
    text(f"""
    {CALLER}, page AS (
        SELECT c.id, c.client_id, c.is_athlete_chat, c.title, c.created_at, c.spoken_at
        FROM caller JOIN ai_conversations c ON c.user_id = caller.id
        WHERE (CAST(:client_id AS uuid) IS NULL OR c.client_id = CAST(:client_id AS uuid))
          AND (CAST(:after_id AS uuid) IS NULL
            OR (c.spoken_at, c.id) < (CAST(:after_spoken_at AS timestamptz), CAST(:after_id AS uuid)))
        ORDER BY c.spoken_at DESC, c.id DESC LIMIT CAST(:limit AS int) + 1
    )
    SELECT caller.id AS caller_id, page.*
    FROM (SELECT 1) one LEFT JOIN caller ON true LEFT JOIN page ON true
    ORDER BY page.spoken_at DESC, page.id DESC
    """)  # noqa: S608  what is put in is a constant
)

#: One of the caller's conversations with its messages, oldest first, the newest of them where there are too
#: many. One row at least: `caller_id`, `id` (NULL: none of the caller's), and the messages' columns.
CONVERSATION: Statement = compiled(
    text(f"""
    {CALLER}, talk AS (
        SELECT c.* FROM ai_conversations c JOIN caller ON c.user_id = caller.id
        WHERE c.id = CAST(:conversation_id AS uuid)
    ), newest AS (
        SELECT m.* FROM ai_messages m JOIN talk ON talk.id = m.conversation_id
        ORDER BY m.number DESC LIMIT {MOST_MESSAGES}
    )
    SELECT caller.id AS caller_id, talk.id, talk.client_id, talk.is_athlete_chat, talk.title, talk.created_at,
        talk.spoken_at, m.id AS message_id, m.given_id, m.role, m.reply_to, {STATE} AS state, m.content,
        m.provider, m.model, m.prompt_tokens, m.completion_tokens, m.context, m.error,
        m.created_at AS said_at, m.finished_at
    FROM (SELECT 1) one LEFT JOIN caller ON true LEFT JOIN talk ON true LEFT JOIN newest m ON true
    ORDER BY m.number
    """)  # noqa: S608  what is put in are constants
)
