"""What a source of the calendar is: a table of athletes' rows, and how each of them is shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.calendar import ItemType
from domain.races import METRES, RaceDistance


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source. All texts are SQL of ours, about a row `one` of the athlete in `span`.

    `span` has the athlete's `time_zone` and the days that are looked at, from `first` to `last`.
    """

    #: In flags, counts and cursors.
    name: str
    type: ItemType
    table: str
    #: Whether the row is among what is shown of those days.
    inside: str = "one.date >= span.first AND one.date < span.last + 1"
    #: The local day that it begins on.
    day: str = "one.date"
    #: A bigint: the order within the day.
    order: str = "0"
    #: The last day, of what may have several.
    end: str | None = None
    title: str
    description: str = "NULL"
    status: str
    #: What is joined to the rows that are shown.
    joins: str = ""
    #: JSON name -> SQL: what is always shown, and what is added if all is wanted.
    light: Mapping[str, str]
    full: Mapping[str, str]

    def item(self, *, is_full: bool) -> str:
        """SQL for the row as the calendar shows it, a JSON object. Its day is `one.the_day` here."""
        shown = {
            "id": "one.id",
            "type": f"'{self.type.value}'",
            "title": self.title,
            "description": self.description,
            "date": "one.the_day",
            **({"endDate": self.end} if self.end else {}),
            "status": self.status,
            "metadata": _object({**self.light, **(self.full if is_full else {})}),
        }
        return _object(shown)


def _object(fields: Mapping[str, str]) -> str:
    pairs = ", ".join(f"'{name}', {sql}" for name, sql in fields.items())
    return f"json_build_object({pairs})"


def in_words(column: str) -> str:
    """SQL for a name of an enum as people write it: HR_DRIFT is `Hr drift`."""
    return f"upper(left({column}, 1)) || lower(replace(substr({column}, 2), '_', ' '))"


def as_clock(minutes: str) -> str:
    """SQL for minutes as `domain.race_clock.clock` writes them; NULL stays NULL."""
    whole = f"floor(({minutes}) * 60 + 0.5) * interval '1 second'"
    return f"regexp_replace(to_char({whole}, 'HH24:MI:SS'), '^0(0:0?)?', '')"


def kilometres(race: str) -> str:
    """SQL for the length of a race, in km."""
    lengths = " ".join(f"WHEN '{name.value}' THEN {metres / 1000}" for name, metres in METRES.items())
    custom = f"WHEN '{RaceDistance.CUSTOM.value}' THEN {race}.custom_distance_km"
    return f"CASE {race}.distance {lengths} {custom} END"
