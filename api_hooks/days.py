"""Days in a query: YYYY-MM-DD, or a clear error."""

from datetime import date

from api_hooks.errors import FieldFault, InvalidFieldsError

DAY_RULE = "a date (YYYY-MM-DD)"


def read_day(name: str, given: str | None, faults: list[FieldFault]) -> date | None:
    """The day that was given, if any; what is none is added to the faults."""
    if given is None:
        return None
    day: date | None
    try:
        day = date.fromisoformat(given)
    except ValueError:
        day = None
    if day is not None and day.isoformat() == given:  # Python reads other forms too, such as 2026-W11-6
        return day
    faults.append(FieldFault(name, given, DAY_RULE))
    return None


def day_of(name: str, given: str | None) -> date | None:
    """The same for a single one.

    Raises:
        InvalidFieldsError: it is no day.
    """
    faults: list[FieldFault] = []
    day = read_day(name, given, faults)
    if faults:
        raise InvalidFieldsError(faults)
    return day


def days_between(first: str | None, last: str | None, most: int) -> dict[str, date | None]:
    """The parameters `from` and `to` as `first` and `last`, either of which may be left out.

    Raises:
        InvalidFieldsError: one is no day, they are in the wrong order, or more than `most` days apart.
    """
    faults: list[FieldFault] = []
    begin, end = read_day("from", first, faults), read_day("to", last, faults)
    if begin is not None and end is not None:
        if begin > end:
            faults.append(FieldFault("from", first, f"no later than to, {end}"))
        elif (end - begin).days >= most:
            faults.append(FieldFault("from", first, f"within the {most} days up to {end}"))
    if faults:
        raise InvalidFieldsError(faults)
    return {"first": begin, "last": end}
