"""The calendar of an athlete, in one statement: who asks, which days, of each source a page and a count."""

from collections.abc import Sequence

from domain.calendar import MOST_DAYS
from storage.asked_athlete import ASKED
from storage.calendar_source import Source
from storage.calendar_sources import SOURCES
from storage.statements import Statement, written

# A day that is not given is the beginning or the end of the month that the other one is in, or else today.
_SPAN = f"""
WITH asked AS MATERIALIZED ({ASKED}), given AS (
    SELECT asked.*,
        coalesce(%(start_day)s::date, (%(start_instant)s::timestamptz AT TIME ZONE asked.time_zone)::date,
            %(cursor_first)s::date) AS given_first,
        coalesce(%(end_day)s::date, (%(end_instant)s::timestamptz AT TIME ZONE asked.time_zone)::date,
            %(cursor_last)s::date) AS given_last
    FROM asked
), wanted AS (
    SELECT given.*,
        coalesce(given_first, date_trunc('month', coalesce(given_last, today)::timestamp)::date) AS first,
        coalesce(given_last, (date_trunc('month', coalesce(given_first, today)::timestamp)
            + interval '1 month - 1 day')::date) AS wanted_last
    FROM given
), span AS MATERIALIZED (
    SELECT wanted.*, least(wanted_last, first + {MOST_DAYS}) AS last FROM wanted
)
"""  # noqa: S608  here and below, what is put in are statements and names of ours

_WHO = (
    "span.caller_id, span.caller_role, span.athlete_id, span.allowed, span.first, span.last, span.wanted_last"
)


def _rows(source: Source) -> str:
    """All rows of a source that are shown of these days."""
    return f"{source.table} one WHERE span.allowed AND one.client_id = span.athlete_id AND {source.inside}"


def _count(source: Source) -> str:
    return f"(SELECT count(*) FROM {_rows(source)} AND {_among(source, 'counted')})"  # noqa: S608


def _among(source: Source, parameter: str) -> str:
    return f"'{source.name}' = ANY(%({parameter})s::text[])"


def _page(source: Source, *, is_full: bool) -> str:
    """The next rows of a source, one more than are shown: each its order within the day, and the item."""
    place = f"(%(places)s::jsonb -> '{source.name}')"
    after = f"({place} ->> 0)::date, ({place} ->> 1)::bigint, ({place} ->> 2)::uuid"
    return f"""(
    SELECT json_agg(json_build_array(one.the_order, {source.item(is_full=is_full)}))::text AS items,
        count(*) AS number
    FROM (
        SELECT one.*, {source.day} AS the_day, {source.order} AS the_order
        FROM {_rows(source)} AND {_among(source, "read")}
            AND {source.day} >= coalesce(({place} ->> 0)::date, '-infinity')
            AND ({place} IS NULL OR ({source.day}, {source.order}, one.id) > ({after}))
        ORDER BY the_day, the_order, one.id LIMIT %(most)s::int + 1
    ) one {source.joins}
)"""  # noqa: S608


def calendar_of(sources: Sequence[Source], *, is_full: bool) -> Statement:
    """A statement that answers pages and counts of some of the sources (`FULL`)."""
    pages = "\n".join(
        f'CROSS JOIN LATERAL {_page(source, is_full=is_full)} "{source.name}"' for source in sources
    )
    # What fits on the first page has been counted by reading it.
    shown = ", ".join(
        f'"{name}".items AS "{name}", CASE WHEN %(places)s::jsonb IS NULL AND {_among(source, "read")}'
        f' AND "{name}".number <= %(most)s::int THEN "{name}".number ELSE {_count(source)} END'
        f' AS "{name}Count"'
        for source in sources
        for name in (source.name,)
    )
    return written(f"{_SPAN} SELECT {_WHO}, {shown} FROM span\n{pages}")  # noqa: S608


def counts_of(sources: Sequence[Source]) -> Statement:
    """A statement that answers the counts of some of the sources (`COUNTS`)."""
    counts = ", ".join(f'{_count(source)} AS "{source.name}Count"' for source in sources)
    return written(f"{_SPAN} SELECT {_WHO}, {counts} FROM span")  # noqa: S608


#: One row: who asks about the athlete `client_id`, and whether they may (`storage.asked_athlete`); the days
#: from `first` to `last`, and the `wanted_last`. Of each source, by its name: the next `most` + 1 rows of
#: those days behind the place in `places` (an object of [day, order, id] by source; NULL: from the start), as
#: a JSON text, or NULL if there are none; and under `...Count` how many there are in all. Sources that are
#: not among `counted` count 0, those that are not among `read` are not read. Days are given as `start_day` or
#: `start_instant`, `end_day` or `end_instant`; or by a cursor as `cursor_first` and `cursor_last`.
FULL: Statement = calendar_of(SOURCES, is_full=True)

#: The same, with less in each item.
LIGHT: Statement = calendar_of(SOURCES, is_full=False)

#: The same, with counts only.
COUNTS: Statement = counts_of(SOURCES)
