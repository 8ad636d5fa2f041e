"""Points in time as providers write them: seconds since 1970, or text of ISO 8601 with a time zone."""

from datetime import UTC, datetime, timedelta

#: No watch has recorded anything before.
FIRST = datetime(2000, 1, 1, tzinfo=UTC)
#: Clocks differ.
AHEAD = timedelta(days=1)


def instant_of_seconds(seconds: object, now: datetime) -> datetime | None:
    """The point in time; None if it is no whole number, or none that can be right."""
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        return None
    if not FIRST.timestamp() <= seconds <= (now + AHEAD).timestamp():
        return None
    return datetime.fromtimestamp(seconds, UTC)


def instant_of_text(text: object) -> datetime | None:
    """The point in time; None if it is no text of that form, or has no time zone."""
    if not isinstance(text, str):
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None and instant >= FIRST else None
