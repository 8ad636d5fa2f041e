"""What may be asked of a calendar, as parameters of the URL."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api_hooks.calendar_cursor import Cursor, read_cursor
from api_hooks.errors import FieldFault, InvalidFieldsError
from domain.calendar import FIRST_DAY, LAST_DAY, MOST_DAYS, MOST_ITEMS, USUAL_ITEMS
from domain.check_in_date import FORM_RULE, CheckInDate, read_date

DAY_RULE = f"{FORM_RULE}, from {FIRST_DAY} to {LAST_DAY}"


def _part(name: str, what: str) -> Any:
    return Field(alias=name, description=f"false: without {what}")


class CalendarFlags(BaseModel):
    """Whose calendar, of which days, and what of it."""

    client_id: Annotated[UUID, Field(alias="clientId", description="the athlete's id")]
    start: Annotated[
        str | None,
        Field(alias="startDate", description="first local day, or a timestamp; else the month's first"),
    ] = None
    end: Annotated[
        str | None,
        Field(
            alias="endDate",
            description=f"last local day, or a timestamp; else the month's last. At most {MOST_DAYS} days"
            " after the first: a later one is cut",
        ),
    ] = None
    workouts: Annotated[bool, _part("includeWorkouts", "planned workouts")] = True
    races: Annotated[bool, _part("includeRaces", "races")] = True
    field_tests: Annotated[bool, _part("includeFieldTests", "field tests")] = True
    events: Annotated[bool, _part("includeEvents", "events")] = True
    check_ins: Annotated[bool, _part("includeCheckIns", "check-ins")] = True
    wods: Annotated[bool, _part("includeWODs", "workouts that were generated for a day")] = True
    ad_hoc: Annotated[bool, _part("includeAdHoc", "workouts that were done unplanned")] = True
    items: Annotated[bool, _part("includeItems", "the list of items")] = True
    grouped: Annotated[bool, _part("includeGroupedByDate", "the items by day")] = True
    mode: Annotated[
        Literal["full", "light"],
        Field(alias="itemsMode", description="light: with less in each item's `metadata`"),
    ] = "full"
    most: Annotated[
        int,
        Field(
            alias="maxItemsPerSource", ge=1, le=MOST_ITEMS, description="items of each source in one answer"
        ),
    ] = USUAL_ITEMS
    cursor: Annotated[
        str | None, Field(description="`nextCursor` of the answer before, with the same other parameters")
    ] = None

    @property
    def counted(self) -> tuple[str, ...]:
        """The sources that are wanted, by their names."""
        return tuple(name for name, flag in FLAG_OF.items() if getattr(self, flag))

    @property
    def lists(self) -> bool:
        """Whether any items are wanted, and not only counts."""
        return self.items or self.grouped


#: Each source -> the flag that it is wanted by.
FLAG_OF: Mapping[str, str] = MappingProxyType(
    {
        "workouts": "workouts",
        "races": "races",
        "fieldTests": "field_tests",
        "calendarEvents": "events",
        "checkIns": "check_ins",
        "wods": "wods",
        "adHoc": "ad_hoc",
    }
)


def parameters_of(flags: CalendarFlags) -> tuple[dict[str, Any], Cursor | None]:
    """The parameters of the statement; and the cursor, if one was given.

    Raises:
        InvalidFieldsError: a day is none, or the cursor is none of ours.
    """
    faults: list[FieldFault] = []
    start, end = (_day(name, given, faults) for name, given in _days(flags))
    if faults:
        raise InvalidFieldsError(faults)
    cursor = None if flags.cursor is None else read_cursor(flags.cursor)
    read = [name for name in flags.counted if cursor is None or name in cursor.places]
    return {
        "client_id": flags.client_id,
        "most": flags.most,
        "counted": flags.counted,
        "read": tuple(read),
        "start_day": start and start.day,
        "start_instant": start and start.instant,
        "end_day": end and end.day,
        "end_instant": end and end.instant,
        "cursor_first": cursor and cursor.first,
        "cursor_last": cursor and cursor.last,
        "places": cursor and cursor.places,
    }, cursor


def _days(flags: CalendarFlags) -> tuple[tuple[str, str | None], ...]:
    return ("startDate", flags.start), ("endDate", flags.end)


def _day(name: str, given: str | None, faults: list[FieldFault]) -> CheckInDate | None:
    if given is None:
        return None
    read = read_date(given)
    if read is None or not FIRST_DAY <= read.approximate_day <= LAST_DAY:
        faults.append(FieldFault(name, given, DAY_RULE))
    return read
