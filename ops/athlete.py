"""`afterwrite athlete`: an athlete to try the API with."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg
from psycopg.rows import dict_row

from ops.connected import connected_database_url
from ops.data_folder import DataFolder
from ops.errors import OpsError
from runtime.settings import Settings, get_settings
from storage.accounts import first_account, make_account, make_athlete
from storage.urls import psycopg_url


def athlete(settings: Settings | None = None, *, name: str, time_zone: str, coach: str | None) -> str:
    """Make an athlete, and a coach if there is none; answers how to check in for them.

    Args:
        settings: Those of the process when not given.
        name: What to call the athlete.
        time_zone: IANA name; the athlete's days are counted there.
        coach: E-mail address of the coach, who is made when unknown. Without it, the first coach.

    Raises:
        OpsError: The time zone is unknown, or PostgreSQL cannot be used.
    """
    settings = settings or get_settings()
    today = datetime.now(UTC).astimezone(_zone(time_zone)).date()
    try:
        with psycopg.connect(
            psycopg_url(connected_database_url(settings)), row_factory=dict_row, connect_timeout=10
        ) as connection:
            email = coach or "coach@afterwrite.invalid"
            coach_id = None if coach else first_account(connection, "COACH")
            coach_id = coach_id or make_account(connection, "COACH", email.lower(), "Coach")
            client_id = make_athlete(connection, coach_id, name, time_zone)
    except psycopg.Error as error:
        raise OpsError(f"PostgreSQL cannot be used: {str(error).strip()}") from error
    return _invitation(_api_url(settings), str(client_id), str(today))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise OpsError(
            f"There is no time zone {name!r}; use an IANA name such as Europe/Stockholm."
        ) from None


def _api_url(settings: Settings) -> str:
    published = DataFolder(settings.data_dir).published()
    return published.get("api_url", f"http://{settings.api_host}:{settings.api_port}")


def _invitation(api_url: str, client_id: str, today: str) -> str:
    body = (
        f'{{"clientId": "{client_id}", "date": "{today}", "sleepQuality": 8, "sleepHours": 7.5,'
        ' "muscleSoreness": 3, "energyLevel": 7, "mood": 8, "stress": 3, "injuryPain": 1, "restingHR": 52}'
    )
    return "\n".join(
        [
            f"Athlete {client_id}. Check in, and ask again four seconds later:",
            "",
            'TOKEN="$(afterwrite token)"',
            f"curl -s {api_url}/api/daily-metrics -H \"Authorization: Bearer $TOKEN\" -d '{body}'",
            f'curl -s "{api_url}/api/daily-metrics?clientId={client_id}" -H "Authorization: Bearer $TOKEN"',
            f'curl -s {api_url}/api/receipts/checkins/{client_id}:{today} -H "Authorization: Bearer $TOKEN"',
            "",
            f"For people: afterwrite show {client_id}, or {api_url}/athletes/{client_id} in a browser.",
        ]
    )
