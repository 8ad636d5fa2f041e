"""Which days are accepted from the web: up to tomorrow, and not too long ago."""

from datetime import UTC, datetime, timedelta

from api_hooks.errors import FieldFault
from domain.check_in_date import FORM_RULE, CheckInDate


def date_fault(
    given: CheckInDate | None, text: str, *, now: datetime, max_age_days: int
) -> FieldFault | None:
    """What is wrong with a date: no date at all, after tomorrow, or too long ago (both counted in UTC)."""
    if given is None:
        return FieldFault("date", text, FORM_RULE)
    today = now.astimezone(UTC).date()
    if given.approximate_day > today + timedelta(days=1):
        return FieldFault("date", text, f"no later than tomorrow, {today + timedelta(days=1)}")
    earliest = today - timedelta(days=max_age_days)
    if given.approximate_day < earliest:
        return FieldFault("date", text, f"no earlier than {earliest}, {max_age_days} days ago")
    return None
