"""That an athlete agrees to data of theirs being used by the assistant: the athlete alone says so."""

from storage.asked_athlete import ASKED_OR_OWN
from storage.statements import Statement, written

_OWN = "(SELECT client_id FROM athlete_accounts WHERE user_id = asked.caller_id)"

_SHOWN = "asked.caller_id, asked.caller_role, asked.athlete_id, asked.allowed"

_SHOW = f"""
WITH asked AS MATERIALIZED ({ASKED_OR_OWN})
SELECT {_SHOWN}, c.given_at, c.withdrawn_at
FROM asked LEFT JOIN chat_consents c ON c.client_id = asked.athlete_id AND asked.allowed
"""  # noqa: S608  here and below, what is put in are statements and constants of ours

_GIVE = f"""
WITH asked AS MATERIALIZED ({ASKED_OR_OWN}), given AS (
    INSERT INTO chat_consents AS c (client_id, user_id)
    SELECT asked.athlete_id, asked.caller_id FROM asked WHERE asked.athlete_id = {_OWN}
    ON CONFLICT (client_id) DO UPDATE SET user_id = excluded.user_id, withdrawn_at = NULL,
        given_at = CASE WHEN c.withdrawn_at IS NULL THEN c.given_at ELSE now() END
    RETURNING c.given_at, c.withdrawn_at
)
SELECT {_SHOWN}, asked.athlete_id = {_OWN} AS is_own, given.given_at, given.withdrawn_at
FROM asked LEFT JOIN given ON true
"""  # noqa: S608

# What was remembered was for this alone.
_WITHDRAW = f"""
WITH asked AS MATERIALIZED ({ASKED_OR_OWN}), withdrawn AS (
    UPDATE chat_consents c SET withdrawn_at = coalesce(c.withdrawn_at, now()), user_id = asked.caller_id
    FROM asked WHERE c.client_id = asked.athlete_id AND asked.athlete_id = {_OWN}
    RETURNING c.given_at, c.withdrawn_at
), forgotten AS (
    DELETE FROM chat_memories m USING asked WHERE m.client_id = asked.athlete_id AND asked.athlete_id = {_OWN}
)
SELECT {_SHOWN}, asked.athlete_id = {_OWN} AS is_own, withdrawn.given_at, withdrawn.withdrawn_at
FROM asked LEFT JOIN withdrawn ON true
"""  # noqa: S608

#: How it stands with the athlete `client_id`, or where that is NULL with the caller's own. One row.
SHOW: Statement = written(_SHOW)

#: Give it. `is_own` is not true where the caller is not that athlete: then nothing was changed.
GIVE: Statement = written(_GIVE)

#: Withdraw it, and forget what the assistant remembers of the athlete. `is_own` as of `GIVE`.
WITHDRAW: Statement = written(_WITHDRAW)
