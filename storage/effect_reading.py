"""Reading an athlete's effects, those that stand and those that were withdrawn."""

from storage.asked_athlete import ASKED
from storage.models import Base, Effect
from storage.statements import Statement, written

#: Effects that are shown if no number is asked for, and at most.
USUAL_EFFECTS = 100
MOST_EFFECTS = 1_000

#: What is shown of an effect, in the table's order.
EFFECT_COLUMNS = tuple(
    column.name for column in Base.metadata.tables[Effect.__tablename__].c if column.name != "client_id"
)

_NEWEST_FIRST = "made_at DESC, effect_key, id"

_SHOWN = f"""
SELECT {", ".join(EFFECT_COLUMNS)} FROM effects
WHERE client_id = {{client}} AND (%(day)s::date IS NULL OR date = %(day)s::date)
ORDER BY {_NEWEST_FIRST} LIMIT %(limit)s::int
"""  # noqa: S608  the only things put in are names of columns

_EFFECTS = f"""
WITH asked AS MATERIALIZED ({ASKED})
SELECT asked.*, shown.*
FROM asked LEFT JOIN LATERAL ({_SHOWN.format(client="asked.athlete_id")}) shown ON asked.allowed
ORDER BY {_NEWEST_FIRST}
"""  # noqa: S608  the only things put in are statements of ours

_OPERATORS = f"""
SELECT clients.name, shown.*
FROM clients LEFT JOIN LATERAL ({_SHOWN.format(client="clients.id")}) shown ON true
WHERE clients.id = %(client_id)s::uuid
ORDER BY {_NEWEST_FIRST}
"""  # noqa: S608  the only things put in are statements of ours

#: An athlete's effects, newest first: of the check-in of `day`, or of all days where that is NULL. One row of
#: NULLs if there are none. Answers who asks (`storage.asked_athlete`) too.
EFFECTS: Statement = written(_EFFECTS)

#: The same, with the athlete's `name`, for those who may see everything; no row at all for an athlete that
#: there is not.
OPERATORS_EFFECTS: Statement = written(_OPERATORS)
