"""The teams and businesses whose pages the caller may see, to be linked to from the list of athletes."""

from storage.dashboard_access import BUSINESS_RULE, CALLER, TEAM_RULE
from storage.statements import Statement, written

#: More than that is no list of links.
MOST_GROUPS = 50

_GROUPS = f"""
WITH {CALLER}
(SELECT 'teams' AS kind, t.id, t.name FROM caller JOIN teams t ON {TEAM_RULE}
 ORDER BY lower(t.name), t.id LIMIT {MOST_GROUPS})
UNION ALL
(SELECT 'businesses', b.id, b.name FROM caller JOIN businesses b ON {BUSINESS_RULE}
 ORDER BY lower(b.name), b.id LIMIT {MOST_GROUPS})
"""  # noqa: S608  what is put in are rules and a number of ours

#: `kind` (teams or businesses), `id` and `name`, by name; the first `MOST_GROUPS` of each kind.
GROUPS: Statement = written(_GROUPS)
