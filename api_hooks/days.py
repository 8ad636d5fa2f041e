"""Days in a query: YYYY-MM-DD, or a clear error."""

from datetime import date

from api_hooks.errors import FieldFault, InvalidFieldsError

DAY_RULE = "a date (YYYY-MM-DD)"
_DAY_LENGTH = len("2026-03-14")


def read_day(name: str, given: str | None, faults: list[FieldFault]) -> date | None:
    """The day that was given, if any; what is none is added to the faults."""
    if given is None:
        return None
    try:
        # Python reads other forms too, such as 2026-W11-6.
        if len(given) == _DAY_LENGTH:
            return date.fromisoformat(given)
    except ValueError:
        pass
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
