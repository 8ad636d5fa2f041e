"""What is entered into a calendar by hand, as the web process writes it: entered, or changed."""

from dataclasses import dataclass

from sqlalchemy.dialects.postgresql import dialect

from storage.asked_athlete import ASKED, asked_about
from storage.models import AdHocWorkout, Base, CalendarEvent, FieldTest, Race
from storage.statements import Statement, written

#: Who may: for athletes that they may see.
WRITERS = ("ADMIN", "COACH", "ATHLETE")

#: Not given by anybody: made here, or by whoever brings events over from another calendar.
_OURS = frozenset(
    {
        "id", "client_id", "created_by", "created_at", "updated_at",
        "is_read_only", "external_calendar_type", "external_calendar_name",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doors:
    """The two statements of one kind of entry, and its columns in the table's order.

    Both answer who asks (`storage.asked_athlete`), and the row as it is now.
    """

    columns: tuple[str, ...]
    #: Enter `given`, an object by column, under `entry_id` if that is no NULL. What is there under it already
    #: is shown as it is, and not `made`. `id` is NULL where it is another athlete's, or may not be entered.
    create: Statement
    #: Change the columns of the entry `entry_id` that are named in `present` to what they are in `given`.
    #: `id` is NULL where it was not the caller's to change.
    change: Statement


def _doors(table: str) -> Doors:
    columns = {
        column.name: column.type.compile(dialect=dialect())  # type: ignore[no-untyped-call]
        for column in Base.metadata.tables[table].c
    }
    given = {name: kind for name, kind in columns.items() if name not in _OURS}
    record = ", ".join(f"{name} {kind}" for name, kind in given.items())
    writes = f"asked.allowed AND asked.caller_role IN {WRITERS}"
    values = [f"one.{name}" for name in given]
    author = "created_by, " if "created_by" in columns else ""
    create = f"""
WITH asked AS MATERIALIZED ({ASKED}), touched AS (
    INSERT INTO {table} AS w (id, client_id, {author}{", ".join(given)})
    SELECT coalesce(%(entry_id)s::uuid, gen_random_uuid()), asked.athlete_id,
        {"asked.caller_id, " if author else ""}{", ".join(values)}
    FROM asked, jsonb_to_record(%(given)s::jsonb) AS one ({record})
    WHERE {writes} AND asked.athlete_id IS NOT NULL -- an ADMIN may see athletes that are not
    ON CONFLICT (id) DO UPDATE SET id = excluded.id WHERE w.client_id = excluded.client_id
    RETURNING *, xmax = 0 AS made
)
SELECT asked.caller_id, asked.caller_role, asked.athlete_id, asked.allowed, touched.*
FROM asked LEFT JOIN touched ON true
"""  # noqa: S608  what is put in, here and below, are names of ours
    taken = {
        name: f"CASE WHEN '{name}' = ANY(%(present)s::text[]) THEN one.{name} ELSE w.{name} END"
        for name in given
    }
    differs = " OR ".join(f"{value} IS DISTINCT FROM w.{name}" for name, value in taken.items())
    change = f"""
WITH asked AS MATERIALIZED ({asked_about(f"(SELECT client_id FROM {table} WHERE id = %(entry_id)s::uuid)")}),
touched AS (
    UPDATE {table} w SET {", ".join(f"{name} = {value}" for name, value in taken.items())}, updated_at = now()
    FROM asked, jsonb_to_record(%(given)s::jsonb) AS one ({record})
    WHERE w.id = %(entry_id)s::uuid AND {writes} {"AND NOT w.is_read_only" if author else ""} AND ({differs})
    RETURNING w.*
), shown AS (
    SELECT * FROM touched
    UNION ALL
    SELECT w.* FROM {table} w JOIN asked ON {writes}
    WHERE w.id = %(entry_id)s::uuid AND NOT EXISTS (SELECT FROM touched)
)
SELECT asked.caller_id, asked.caller_role, asked.athlete_id, asked.allowed, shown.*
FROM asked LEFT JOIN shown ON true
"""  # noqa: S608
    return Doors(tuple(columns), written(create), written(change))


EVENTS = _doors(CalendarEvent.__tablename__)
RACES = _doors(Race.__tablename__)
FIELD_TESTS = _doors(FieldTest.__tablename__)
AD_HOC_WORKOUTS = _doors(AdHocWorkout.__tablename__)
