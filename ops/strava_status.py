"""`afterwrite strava status`: how the platform stands with Strava."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from typing import Any

from rich.table import Table
from rich.text import Text

from domain.providers import Provider
from ops.hands.output import console, printable, table, write_json
from ops.hands.servers import REDIS_TIMEOUT_MS, RedisAwayError, Servers
from ops.hands.spans import in_short
from providers.strava.breaker import strava_breaker
from providers.strava.limits import strava_quota
from runtime import worker_redis
from runtime.quota import QuotaUnknownError, Use
from runtime.settings import Settings
from runtime.worker_redis import WorkerRedis
from storage.connections import connection_counts, connection_troubles


def status(*, as_json: bool, settings: Settings | None = None) -> None:
    """Print connections, the quota and the breaker.

    Args:
        as_json: Print one JSON object.
        settings: Those of the process when not given.

    Raises:
        OpsError: PostgreSQL or Redis cannot be used.
    """
    with Servers.reached(settings) as servers:
        with servers.ledger() as connection:
            counts = dict(connection_counts(connection, Provider.STRAVA))
            troubles = connection_troubles(connection, Provider.STRAVA)
        uses, open_seconds = _shared(servers.settings)
    if as_json:
        quota = [asdict(use) for use in uses]
        known = {"connections": counts, "troubles": troubles}
        write_json({**known, "quota": quota, "left_in_peace_seconds": open_seconds})
        return
    console().print(_of_connections(counts), soft_wrap=True)
    for line in trouble_lines(troubles):
        console().print(line, soft_wrap=True)
    console().print(
        f"Strava is left in peace for {in_short(open_seconds)}: it has failed lately."
        if open_seconds
        else "Strava is called as usual."
    )
    console().print(_table(uses))


def _shared(settings: Settings) -> tuple[list[Use], float]:
    with closing(WorkerRedis(settings.require_redis_url(), timeout_ms=REDIS_TIMEOUT_MS)) as redis:
        try:
            return strava_quota(settings, redis).uses(), strava_breaker(settings, redis).open_seconds()
        except (QuotaUnknownError, worker_redis.RedisAwayError):
            raise RedisAwayError("Redis does not answer, and without it nobody calls Strava.") from None


def _of_connections(counts: Mapping[str, Any]) -> str:
    seconds = counts["synced_seconds_ago"]
    newest = "Nothing was fetched yet" if seconds is None else f"The newest fetch was {in_short(seconds)} ago"
    return (
        f"Athletes who are connected: {counts['in_use']:,}, of whom the last fetch failed:"
        f" {counts['failing']:,}; who were: {counts['ended']:,}. {newest}."
    )


def trouble_lines(troubles: Sequence[Mapping[str, Any]]) -> list[Text]:
    """Why fetches fail, a line each."""
    return [
        Text(f"failing, accounts {each['accounts']:,}: {printable(each['reason'])}", style="red")
        for each in troubles
    ]


def _table(uses: list[Use]) -> Table:
    numbers = ("used", "limit", "for backfills", "for all")
    made = table("window", *numbers, "ends in", numbers=numbers)
    for use in uses:
        counted = (use.used, use.limit, use.backfill_limit, use.live_limit)
        made.add_row(use.window, *(f"{number:,}" for number in counted), in_short(use.ends_in_seconds))
    return made
