"""What the door of the assistant asks, and what it writes: a statement before the limits, one after."""

from domain.chat import COUNTED, TO_BE_TRIED_AGAIN, AnswerState
from storage.asked_athlete import asked_about
from storage.document_access import readable
from storage.statements import Statement, written

#: Earlier messages that are read; the prompt takes as many of them as fit.
MOST_READ = 20

#: A process that makes an answer has been heard of within so many seconds.
ALIVE_SECONDS = 15

#: The month of a quota, as one number: of the athlete's own day.
_MONTH = "(extract(year FROM asked.today) * 12 + extract(month FROM asked.today) - 1)::int"

_LISTED = ", ".join(f"'{each}'" for each in sorted(COUNTED))
_GONE = ", ".join(f"'{each}'" for each in sorted(TO_BE_TRIED_AGAIN))

# About whom: an athlete's login asks about its own athlete; else who is named, else whom the conversation is
# about, be it named itself or by a message that is sent again.
_CLIENT = """
CASE WHEN caller.role = 'ATHLETE' AND %(client_id)s::uuid IS NULL
    THEN (SELECT client_id FROM athlete_accounts WHERE user_id = caller.id)
    ELSE coalesce(%(client_id)s::uuid, (
        SELECT c.client_id FROM ai_conversations c WHERE c.user_id = caller.id AND c.id = coalesce(
            %(conversation_id)s::uuid,
            (SELECT m.conversation_id FROM ai_messages m
             WHERE m.sender_id = caller.id AND m.given_id = %(given_id)s::text)))) END
"""

_ASK = f"""
WITH asked AS MATERIALIZED ({asked_about(_CLIENT)}), sent AS (
    SELECT m.* FROM ai_messages m JOIN asked ON m.sender_id = asked.caller_id
    WHERE m.given_id = %(given_id)s::text
), talk AS (
    SELECT c.* FROM ai_conversations c JOIN asked ON c.user_id = asked.caller_id
    WHERE c.id = coalesce(%(conversation_id)s::uuid, (SELECT conversation_id FROM sent))
), reply AS (
    SELECT m.* FROM ai_messages m JOIN sent ON m.reply_to = sent.id ORDER BY m.number DESC LIMIT 1
), turns AS (
    SELECT m.number, m.role, m.content, m.is_about_athlete
    FROM ai_messages m JOIN talk ON talk.id = m.conversation_id
    WHERE m.content <> '' AND m.state NOT IN ('{AnswerState.PENDING}', {_GONE})
      AND m.number < coalesce((SELECT number FROM sent), 9223372036854775807)
    ORDER BY m.number DESC LIMIT {MOST_READ}
), papers AS (
    SELECT d.id, d.client_id IS NULL OR (d.client_id = asked.athlete_id AND EXISTS (
        SELECT FROM chat_consents k
        WHERE k.client_id = d.client_id AND k.withdrawn_at IS NULL)) AS may_be_used
    FROM asked, ({readable("documents.id = ANY(%(document_ids)s::uuid[])")}) d
)
SELECT asked.caller_id, asked.caller_role, asked.athlete_id, asked.allowed, {_MONTH} AS month,
    login.language,
    coalesce(client.business_id, (
        SELECT b.business_id FROM business_members b WHERE b.user_id = asked.caller_id AND b.is_active
        ORDER BY b.id LIMIT 1)) AS business_id,
    consent.client_id IS NOT NULL AS has_consent,
    CASE WHEN plan.status IN ({_LISTED}) THEN plan.tier END AS tier,
    coalesce(quota.used, 0) AS used,
    talk.id AS conversation_id, talk.client_id AS talked_about,
    sent.id AS message_id, sent.content AS message, sent.conversation_id AS message_in,
    reply.id AS answer_id, reply.state, reply.content, reply.provider, reply.model, reply.context,
    reply.error, reply.prompt_tokens, reply.completion_tokens, reply.alive_until > now() AS is_alive,
    (SELECT count(*) FROM papers) AS documents,
    (SELECT jsonb_agg(id ORDER BY id) FROM papers WHERE may_be_used) AS usable_documents,
    (SELECT jsonb_agg(jsonb_build_array(role, content, is_about_athlete) ORDER BY number) FROM turns) AS turns
FROM asked
LEFT JOIN users login ON login.id = asked.caller_id
LEFT JOIN clients client ON client.id = asked.athlete_id AND asked.allowed
LEFT JOIN chat_consents consent ON consent.client_id = client.id AND consent.withdrawn_at IS NULL
LEFT JOIN athlete_subscriptions plan ON plan.client_id = client.id
LEFT JOIN chat_quotas quota ON quota.client_id = client.id AND quota.month = {_MONTH}
LEFT JOIN talk ON true LEFT JOIN sent ON true LEFT JOIN reply ON true
"""  # noqa: S608  here and below, what is put in are statements and constants of ours

# A message under an id that is there already fails as a whole (it is unique): nothing is reserved, and no
# conversation begun.
# One that is gone by now, with its conversation, reserves nothing either.
_BEGIN = f"""
WITH there AS (
    SELECT id FROM ai_conversations
    WHERE id = %(conversation_id)s::uuid AND user_id = %(caller_id)s::uuid FOR NO KEY UPDATE
), reserved AS (
    INSERT INTO chat_quotas AS q (client_id, month, used)
    SELECT %(client_id)s::uuid, %(quota_month)s::int, 1
    WHERE %(quota_month)s::int IS NOT NULL AND coalesce(%(most)s::int, 1) > 0
        AND (%(conversation_id)s::uuid IS NULL OR EXISTS (SELECT FROM there))
    ON CONFLICT (client_id, month) DO UPDATE SET used = q.used + 1
    WHERE %(most)s::int IS NULL OR q.used < %(most)s::int
    RETURNING used
), may AS (
    SELECT WHERE %(quota_month)s::int IS NULL OR EXISTS (SELECT FROM reserved)
), begun AS (
    INSERT INTO ai_conversations (user_id, client_id, is_athlete_chat, title)
    SELECT %(caller_id)s::uuid, %(client_id)s::uuid, %(is_athlete_chat)s::boolean, %(title)s::text
    FROM may WHERE %(conversation_id)s::uuid IS NULL
    RETURNING id
), gone_on AS (
    UPDATE ai_conversations c SET spoken_at = now() FROM there, may WHERE c.id = there.id
    RETURNING c.id
), talk AS (
    SELECT id FROM begun UNION ALL SELECT id FROM gone_on
), said AS (
    INSERT INTO ai_messages (conversation_id, role, sender_id, given_id, content, is_about_athlete)
    SELECT talk.id, 'user', %(caller_id)s::uuid, %(given_id)s::text, %(question)s::text, %(is_about)s::boolean
    FROM talk WHERE %(message_id)s::uuid IS NULL
    RETURNING id
), message AS (
    SELECT id FROM said UNION ALL SELECT %(message_id)s::uuid FROM talk WHERE %(message_id)s::uuid IS NOT NULL
), answer AS (
    INSERT INTO ai_messages (conversation_id, role, reply_to, state, is_about_athlete, provider, model,
        business_id, quota_month, alive_until)
    SELECT talk.id, 'assistant', message.id, '{AnswerState.PENDING}', %(is_about)s::boolean,
        %(provider)s::text, %(model)s::text, %(business_id)s::uuid, %(quota_month)s::int,
        now() + interval '{ALIVE_SECONDS} seconds'
    FROM talk CROSS JOIN message
    RETURNING id
)
SELECT (SELECT id FROM talk) AS conversation_id, (SELECT id FROM message) AS message_id,
    (SELECT id FROM answer) AS answer_id, (SELECT used FROM reserved) AS used,
    %(conversation_id)s::uuid IS NOT NULL AND NOT EXISTS (SELECT FROM there) AS is_gone
"""  # noqa: S608

#: Who asks about whom (`storage.asked_athlete`), with all that decides about it: one row. `client_id`,
#: `conversation_id` and `given_id` may be NULL. `conversation_id` is NULL where it is none of the caller's,
#: `message_id` where nothing was sent under `given_id`; `answer_id` and what follows is the newest answer to
#: it; `documents` is how many of `document_ids` the caller may read, and `usable_documents` those that may be
#: used, since they are about no athlete, or about this one and there is consent (NULL: none); `turns` are
#: lists of role, content and whether data of the athlete were at hand, oldest first, or NULL.
ASK: Statement = written(_ASK)

#: Store a message and its answer that is being made, and reserve it in the month's quota (`quota_month` NULL:
#: it is not counted; `most` NULL: any number). One row; NULLs: the quota is used up, or the conversation
#: `is_gone`. Under a `given_id` that the caller has used, and for a `message_id` of which an answer is being
#: made, it fails with a unique violation.
BEGIN: Statement = written(_BEGIN)
