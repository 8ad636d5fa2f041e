"""`afterwrite strava backfill`: has an athlete's past fetched from Strava, and shows how far that is."""

import time
from datetime import UTC, datetime
from uuid import UUID

import orjson

from coalescing.errors import RedisUnavailableError
from coalescing.lanes import STRAVA_BACKFILL
from domain.backfill import Stretch
from domain.providers import Provider
from ops.errors import OpsError
from ops.hands.operator_name import operator_name
from ops.hands.output import console, notices, printable, write_json
from ops.hands.servers import Servers
from ops.hands.which_athlete import athlete_called
from ops.importing.progress import Meter, meter
from runtime.settings import Settings
from storage import audit
from storage.backfills import BackfillState, backfill_state, owe_stretches
from storage.provider_accounts import account_of_athlete

#: How often `--wait` looks.
LOOK_SECONDS = 0.25


def backfill(
    client: str,
    *,
    days: int,
    wait: bool,
    as_name: str | None,
    as_json: bool,
    settings: Settings | None = None,
) -> int:
    """Owe the lane an athlete's past; with `wait`, show how far it is until it is fetched.

    Args:
        client: The athlete's id, or a name that only one athlete has.
        days: How many days back from now.
        wait: Whether to wait. Whoever ends the waiting ends nothing else.
        as_name: Who acts.
        as_json: Print one JSON object.
        settings: Those of the process when not given.

    Returns:
        The exit code: 1 if it was waited for, and given up.

    Raises:
        OpsError: There is no such athlete, or more than one, or the athlete is not connected; or PostgreSQL
            cannot be used.
    """
    with Servers.reached(settings) as servers:
        who = operator_name(as_name, servers.settings)
        now = datetime.now(UTC)
        stretch = Stretch.of_days(days, now)
        with servers.ledger() as connection:
            athlete = athlete_called(connection, client)
            if account_of_athlete(connection, Provider.STRAVA, athlete) is None:
                raise OpsError(f"{printable(client)} is not connected with Strava.")
            owed = owe_stretches(connection, STRAVA_BACKFILL.name, str(athlete), [stretch])
            details = {"client": str(athlete), "days": days}
            audit.write(connection, who, "backfill", lane=STRAVA_BACKFILL.name, details=details)
        is_submitted = _submit(servers, owed)
        state = _waited(servers, athlete, stretch) if wait else None
    document = {"client": str(athlete), "days": days, "receipt": {"lane": STRAVA_BACKFILL.name, **owed}}
    if as_json:
        write_json(document | {"done": state.is_done if state else None, "submitted": is_submitted})
    else:
        console().print(_said(days, state, is_submitted=is_submitted), soft_wrap=True)
    return 1 if state is not None and not state.is_done else 0


def _submit(servers: Servers, owed: dict[str, int]) -> bool:
    try:
        lane = servers.lane(STRAVA_BACKFILL)
        lane.submit_many([(key, b"", revision) for key, revision in owed.items()])
    except RedisUnavailableError:
        return False
    return True


def _waited(servers: Servers, athlete: UUID, stretch: Stretch) -> BackfillState:
    """Look again and again, until nothing is owed any more, or it is dead."""
    with meter(notices(), "fetching") as far:
        while True:
            with servers.ledger() as connection:
                state = backfill_state(connection, STRAVA_BACKFILL.name, athlete, stretch.start, stretch.end)
            _show(far, state)
            if state.is_done or state.is_dead:
                return state
            time.sleep(LOOK_SECONDS)


def _show(far: Meter, state: BackfillState) -> None:
    stretches = [Stretch.from_json(each) for payload in state.payloads for each in orjson.loads(payload)]
    shares = [each.share_done for each in stretches]
    far.at(state.activities, 1.0 if state.is_done else min(shares, default=0.0))


def _said(days: int, state: BackfillState | None, *, is_submitted: bool) -> str:
    if state is None:
        does = "Workers fetch" if is_submitted else "Redis does not answer, so reconcile will see to"
        return f"{does} {days} days from Strava; `afterwrite strava backfill ... --wait` shows how far it is."
    if state.is_dead:
        return (
            f"Given up: {printable(state.last_error or 'for a reason that is not known')}."
            f" `afterwrite dead replay --lane {STRAVA_BACKFILL.name}` goes on where it was."
        )
    return f"{days} days are fetched: {state.activities:,} activities of Strava's are stored of that time."
