"""Quiet hours: local times between which nothing goes outside."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_FALLBACK = ZoneInfo("Europe/Stockholm")


def quiet_until(
    now: datetime, time_zone: str, quiet_from: time | None, quiet_to: time | None
) -> datetime | None:
    """When the quiet hours end that `now` lies in; None where it lies in none.

    Args:
        now: with time zone.
        time_zone: IANA name of where the hours are local.
        quiet_from: beginning, included.
        quiet_to: end, not included. Before the beginning: on the next day. The same: no quiet hours.
    """
    if quiet_from is None or quiet_to is None or quiet_from == quiet_to:
        return None
    local = now.astimezone(_zone(time_zone))
    clock = local.time()
    over_midnight = quiet_from > quiet_to
    is_quiet = clock >= quiet_from or clock < quiet_to if over_midnight else quiet_from <= clock < quiet_to
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=int(over_midnight and clock >= quiet_from))
    end = datetime.combine(day, quiet_to, local.tzinfo)
    if end.astimezone(UTC) <= now:  # the clock was put back, and this is its second time round
        end = end.replace(fold=1)
    return end.astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return _FALLBACK
