"""The day of a row: the athlete's own, on which they woke up."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.check_in_date import FORM_RULE, CheckInDate, read_date
from ops.errors import WrongArgumentError
from ops.importing.faults import CellError

#: Before that nobody wore a sensor; a year such as 0021 is a slip.
EARLIEST = date(1970, 1, 1)

#: A file has few days and many rows.
_REMEMBERED = 10_000

#: A text -> what it means. Raises CellError.
ReadDate = Callable[[str], CheckInDate]


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name.

    Raises:
        WrongArgumentError: there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WrongArgumentError(
            f"There is no time zone {name!r}; use an IANA name such as Europe/Stockholm."
        ) from None


def date_reader(date_format: str | None, time_zone: str | None) -> ReadDate:
    """How to read the dates of the file.

    Args:
        date_format: as `strptime` has it; None for ISO 8601.
        time_zone: where timestamps without an offset were taken; None: on the athlete's own clock, so that
            the date that is written is the day.

    Raises:
        WrongArgumentError: there is no such time zone, or the format has no year, month and day.
    """
    zone = None if time_zone is None else zone_of(time_zone)
    if date_format is not None:
        _check_format(date_format)

    @lru_cache(_REMEMBERED)
    def read(text: str) -> CheckInDate:
        if date_format is None:
            return _of_iso(text, zone)
        return _of_moment(_parsed(text, date_format), zone, has_time=_has_time(date_format))

    return read


def day_of(given: CheckInDate, athlete_zone: str) -> date:
    """The athlete's local day.

    Raises:
        CellError: it is after tomorrow, or before `EARLIEST`.
    """
    if given.day is not None:
        day = given.day
    else:
        assert given.instant is not None  # noqa: S101  one of the two is always there
        day = given.instant.astimezone(ZoneInfo(athlete_zone)).date()
    if day < EARLIEST:
        raise CellError(f"no earlier than {EARLIEST}")
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    if day > tomorrow:
        raise CellError(f"no later than tomorrow, {tomorrow}")
    return day


def _of_iso(text: str, zone: ZoneInfo | None) -> CheckInDate:
    given = read_date(text)
    if given is None:
        raise CellError(FORM_RULE)
    if zone is None or given.day is None or len(text) == len("2026-03-02"):
        return given
    return _of_moment(datetime.fromisoformat(text), zone, has_time=True)


def _of_moment(moment: datetime, zone: ZoneInfo | None, *, has_time: bool) -> CheckInDate:
    if moment.tzinfo is None and (zone is None or not has_time):
        return CheckInDate(moment.date(), None)
    try:
        instant = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        raise CellError(FORM_RULE) from None
    return CheckInDate(None, instant)


def _parsed(text: str, date_format: str) -> datetime:
    try:
        return datetime.strptime(text, date_format)  # noqa: DTZ007  what zone it is in is decided later
    except ValueError:
        raise CellError(f"a date of the form {date_format}") from None


def _has_time(date_format: str) -> bool:
    return any(directive in date_format for directive in ("%H", "%I", "%X", "%c", "%s"))


def _check_format(date_format: str) -> None:
    """Two different days have to look different, and be read as what they were."""
    for day in (date(2021, 3, 4), date(2019, 12, 31)):
        moment = datetime(day.year, day.month, day.day, 13, tzinfo=UTC)
        try:
            read = datetime.strptime(moment.strftime(date_format), date_format).date()  # noqa: DTZ007
        except ValueError as error:
            raise WrongArgumentError(f"--date-format {date_format!r}: {error}.") from None
        if read != day:
            raise WrongArgumentError(
                f"--date-format {date_format!r} must have year, month and day, such as %d.%m.%Y."
            )
