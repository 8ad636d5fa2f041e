"""Answers while they are made, and when they are: kept, finished, swept, followed.

Finishing one owes what comes after it, in the same statement.
"""

from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow

from domain.chat import AnswerState
from storage.chat_doors import ALIVE_SECONDS
from storage.raising import RAISED
from storage.statements import Statement, written

LANE = "chat-afterwards"

#: A CTE after one called `ended`, with answers that have ended: the athlete, the `quota_month` that they were
#: reserved in, and `is_refunded`. What was reserved for nothing is given back.
GIVEN_BACK = """
given_back AS (
    UPDATE chat_quotas q SET used = greatest(q.used - refund.answers, 0)
    FROM (SELECT client_id, quota_month, count(*) AS answers FROM ended
          WHERE is_refunded AND quota_month IS NOT NULL GROUP BY 1, 2) refund
    WHERE q.client_id = refund.client_id AND q.month = refund.quota_month
)
"""

#: The same, and what comes afterwards is owed: `ended` has the `conversation_id` too, and `raised` the `key`
#: (that id) and the `revision` of it.
_AFTER = f"""
{GIVEN_BACK}, raised AS (
    INSERT INTO owed_work AS debt (lane, key, revision)
    SELECT '{LANE}', conversation_id::text, 1 FROM ended
    GROUP BY conversation_id ORDER BY conversation_id::text
    {RAISED}
    RETURNING key, revision
)
"""  # noqa: S608  the only things put in are constants

# One that was given up, though its process lived, is stored too, unless it was asked for again meanwhile;
# what was given back for it stays so.
_FINISH = f"""
WITH mine AS (
    SELECT m.id, m.conversation_id, m.quota_month, c.client_id, %(is_refunded)s::boolean AS is_refunded
    FROM ai_messages m JOIN ai_conversations c ON c.id = m.conversation_id
    WHERE m.id = %(answer_id)s::uuid AND (m.state = '{AnswerState.PENDING}'
        OR (m.state = '{AnswerState.INTERRUPTED}' AND %(state)s::text <> '{AnswerState.INTERRUPTED}'
            AND NOT EXISTS (SELECT FROM ai_messages newer
                WHERE newer.reply_to = m.reply_to AND newer.number > m.number)))
    FOR UPDATE OF m
), ended AS (
    UPDATE ai_messages m SET state = %(state)s::text, content = %(content)s::text, error = %(error)s::text,
        provider = %(provider)s::text, model = %(model)s::text, context = %(context)s::jsonb,
        prompt_tokens = %(prompt_tokens)s::int, completion_tokens = %(completion_tokens)s::int,
        first_token_ms = %(first_token_ms)s::int, alive_until = NULL, finished_at = now(),
        quota_month = CASE WHEN mine.is_refunded THEN NULL ELSE m.quota_month END
    FROM mine WHERE m.id = mine.id
    RETURNING m.id, m.conversation_id, mine.quota_month, mine.client_id, mine.is_refunded
), {_AFTER}
SELECT key, revision FROM raised
"""  # noqa: S608

_KEEP = f"""
UPDATE ai_messages SET content = %(content)s::text, alive_until = now() + interval '{ALIVE_SECONDS} seconds'
WHERE id = %(answer_id)s::uuid AND state = '{AnswerState.PENDING}'
"""  # noqa: S608

_SWEEP = f"""
WITH gone AS (
    SELECT m.id, m.conversation_id, m.quota_month, c.client_id, true AS is_refunded
    FROM ai_messages m JOIN ai_conversations c ON c.id = m.conversation_id
    WHERE m.state = '{AnswerState.PENDING}' AND m.alive_until < now()
    ORDER BY m.id LIMIT %(page)s::int FOR UPDATE OF m SKIP LOCKED
), ended AS (
    UPDATE ai_messages m SET state = '{AnswerState.INTERRUPTED}', alive_until = NULL, finished_at = now(),
        quota_month = CASE WHEN gone.is_refunded THEN NULL ELSE m.quota_month END
    FROM gone WHERE m.id = gone.id
    RETURNING m.id, m.conversation_id, gone.quota_month, gone.client_id, gone.is_refunded
), {_AFTER}
SELECT key, revision FROM raised
"""  # noqa: S608

_FOLLOW = """
SELECT state, content, provider, model, context, error, prompt_tokens, completion_tokens,
    alive_until > now() AS is_alive
FROM ai_messages WHERE id = %(answer_id)s::uuid
"""

#: End an answer that is being made. Answers the `key` and `revision` that are owed; no row: it has ended
#: already. One that was taken for INTERRUPTED may still end otherwise.
FINISH: Statement = written(_FINISH)

#: Store what there is of one by now, and that its process is alive. Answers nothing of interest.
KEEP: Statement = written(_KEEP + " RETURNING id")

#: One as it is now, for who waits for it.
FOLLOW: Statement = written(_FOLLOW)


def sweep(connection: Connection[DictRow], page: int) -> dict[str, int]:
    """End the answers whose process is gone, `page` at most; what is owed for them, by key."""
    rows: list[dict[str, Any]] = connection.execute(_SWEEP, {"page": page}).fetchall()
    return {row["key"]: row["revision"] for row in rows}
