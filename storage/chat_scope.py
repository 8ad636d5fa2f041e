"""Whom a question to the assistant is about: as SQL that the statements of its context begin with.

Parameters: `caller_id`, `caller_email`, `client_id` (NULL: about no athlete) and `business_id` (NULL: all
businesses in which the caller is active; only looked at where it is about no athlete). `PEOPLE` has one more,
`named_id`: an athlete of whom nothing may be used, and whose name must not be told all the same.
"""

from storage.asked_athlete import ASKED

#: CTEs `asked` (`storage.asked_athlete`), `athlete` (the row, if it may be seen), and `scope`: the
#: `businesses` and `coaches` that it is about, as arrays.
SCOPE = f"""
asked AS MATERIALIZED ({ASKED}), athlete AS MATERIALIZED (
    SELECT c.* FROM clients c JOIN asked ON asked.allowed AND c.id = asked.athlete_id
), scope AS MATERIALIZED (
    SELECT CASE
            WHEN %(client_id)s::uuid IS NOT NULL
                THEN ARRAY(SELECT business_id FROM athlete WHERE business_id IS NOT NULL)
            WHEN %(business_id)s::uuid IS NOT NULL THEN ARRAY[%(business_id)s::uuid]
            ELSE ARRAY(SELECT m.business_id FROM business_members m
                WHERE m.user_id = asked.caller_id AND m.is_active)
        END AS businesses,
        CASE WHEN %(client_id)s::uuid IS NOT NULL THEN ARRAY(SELECT user_id FROM athlete)
            ELSE ARRAY[asked.caller_id] END AS coaches
    FROM asked
)
"""  # noqa: S608  the only thing put in is a statement of ours

# Each is a look-up in an index, and somebody may be in several.
_NAMES = """
    SELECT 'ATHLETE' AS who, name FROM named
    UNION ALL
    SELECT 'ATHLETE', u.name FROM athlete_accounts a JOIN named ON a.client_id = named.id
        JOIN users u ON u.id = a.user_id
    UNION ALL
    SELECT 'COACH', u.name FROM users u WHERE u.id = ANY((SELECT ids FROM trainers)::uuid[])
    UNION ALL
    SELECT 'OTHER', u.name FROM users u JOIN asked ON u.id = asked.caller_id
    UNION ALL
    SELECT 'OTHER', u.name FROM business_members m JOIN users u ON u.id = m.user_id
        WHERE m.business_id = ANY((SELECT businesses FROM scope)::uuid[])
    UNION ALL
    SELECT 'OTHER', c.name FROM clients c WHERE c.business_id = ANY((SELECT businesses FROM scope)::uuid[])
    UNION ALL
    SELECT 'OTHER', c.name FROM clients c WHERE c.user_id = ANY((SELECT ids FROM trainers)::uuid[])
    UNION ALL
    SELECT 'OTHER', c.name FROM clients c WHERE c.user_id = (SELECT caller_id FROM asked)
    UNION ALL
    SELECT 'OTHER', c.name FROM clients c WHERE c.team_id = (SELECT team_id FROM named)
"""

#: A query for `who` (`chat.people.Who`, of which the first in the alphabet counts) and `name` of everybody
#: whose name must not be told: each name once, so that it is the same for all who know of nobody else.
PEOPLE = f"""
WITH named AS MATERIALIZED (
    SELECT * FROM athlete UNION ALL SELECT * FROM clients WHERE id = %(named_id)s::uuid
), trainers AS MATERIALIZED (
    SELECT coaches || ARRAY(SELECT user_id FROM named) AS ids FROM scope
)
SELECT min(who) AS who, name FROM ({_NAMES}) every GROUP BY name
"""  # noqa: S608  what is put in is a statement of ours
