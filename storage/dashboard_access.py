"""Who may see a team's dashboard and a business's figures, as SQL; and how new those are."""

from storage.statements import Statement, written

#: The user who asks, by `caller_id` or else by `caller_email`, as a CTE.
CALLER = """
caller AS MATERIALIZED (
    SELECT id, role FROM users WHERE id = %(caller_id)s::uuid OR email = %(caller_email)s::text LIMIT 1
)
"""


def _is_coach_of(business: str) -> str:
    return (
        "(caller.role = 'COACH' AND EXISTS (SELECT FROM business_members m"
        f" WHERE m.business_id = {business} AND m.user_id = caller.id AND m.is_active))"
    )


#: Of the row `caller` and a team: its owner, coaches who are active in its business, and ADMIN.
TEAM_RULE = f"(caller.role = 'ADMIN' OR t.user_id = caller.id OR {_is_coach_of('t.business_id')})"

#: Of the row `caller` and a business: coaches who are active in it, and ADMIN.
BUSINESS_RULE = f"(caller.role = 'ADMIN' OR {_is_coach_of('b.id')})"

_TEAM = f"""
WITH {CALLER}
SELECT caller.id AS caller_id, t.id AS team_id, coalesce({TEAM_RULE}, false) AS allowed,
    coalesce(s.version, 0) AS version
FROM (VALUES (1)) one (x)
LEFT JOIN caller ON true
LEFT JOIN teams t ON t.id = %(team_id)s::uuid
LEFT JOIN team_summaries s ON s.team_id = t.id
"""  # noqa: S608  here and below, what is put in are rules of ours

_BUSINESS = f"""
WITH {CALLER}
SELECT caller.id AS caller_id, caller.role AS caller_role, b.id AS business_id,
    coalesce({BUSINESS_RULE}, false) AS allowed, coalesce(s.version, 0) AS version
FROM (VALUES (1)) one (x)
LEFT JOIN caller ON true
LEFT JOIN businesses b ON b.id = %(business_id)s::uuid
LEFT JOIN business_summaries s ON s.business_id = b.id
"""  # noqa: S608

#: One row: `caller_id` (NULL: no such user), `team_id` (NULL: no such team), `allowed`, and the `version` of
#: its summaries: 0 while there are none.
TEAM_ACCESS: Statement = written(_TEAM)

#: The same of a business, with `caller_role`.
BUSINESS_ACCESS: Statement = written(_BUSINESS)
