"""`afterwrite athlete`: an athlete to try the API with."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from domain.names import name_key
from ops.connected import connected_database_url
from ops.data_folder import DataFolder
from ops.errors import OpsError, WrongArgumentError
from ops.hands.output import notices, printable
from ops.one_business import one_business
from ops.typed_people import address_typed, name_typed
from runtime.settings import Settings, get_settings
from storage.accounts import (
    account_called,
    athletes_of,
    first_account,
    give_login,
    make_account,
    make_athlete,
)
from storage.urls import psycopg_url


def athlete(
    settings: Settings | None = None,
    *,
    name: str,
    time_zone: str,
    coach: str | None,
    business: str | None = None,
    login: str | None = None,
) -> str:
    """Make an athlete, and a coach if there is none; answers how to check in for them.

    Args:
        settings: Those of the process when not given.
        name: What to call the athlete.
        time_zone: IANA name; the athlete's days are counted there.
        coach: E-mail address of the coach, who is made when unknown. Without it, the first coach.
        business: Id or name of the business that the athlete is in. Without it, in none.
        login: E-mail address of the athlete's own login, which is made when unknown. Without it, none.

    Raises:
        WrongArgumentError: The name or the address is none, the address is that of a login that is no coach
            or, as the athlete's own, is somebody else's; or there is no such business, or more than one.
        OpsError: The time zone is unknown, or PostgreSQL cannot be used.
    """
    settings = settings or get_settings()
    name = name_typed("The athlete's name", name)
    coach = None if coach is None else address_typed("--coach", coach)
    login = None if login is None else address_typed("--login", login)
    today = datetime.now(UTC).astimezone(_zone(time_zone)).date()
    try:
        with psycopg.connect(
            psycopg_url(connected_database_url(settings)), row_factory=dict_row, connect_timeout=10
        ) as connection:
            business_id = None if business is None else one_business(connection, business)["id"]
            coach_id = _coach(connection, coach)
            namesakes = [
                row["id"] for row in athletes_of(connection, coach_id) if _is_same(row["name"], name)
            ]
            client_id = make_athlete(connection, coach_id, name, time_zone, business_id)
            if login is not None:
                _give_login(connection, client_id, login, name)
    except psycopg.Error as error:
        raise OpsError(f"PostgreSQL cannot be used: {str(error).strip()}") from error
    if namesakes:
        notices().print(
            f"Note: {printable(name)} is a namesake now: athlete {client_id} was made beside"
            f" {', '.join(map(str, namesakes))} of the same coach."
        )
    return _invitation(_api_url(settings), str(client_id), str(today), login)


def _coach(connection: Connection[DictRow], address: str | None) -> UUID:
    if address is None:
        first = first_account(connection, "COACH")
        return first or make_account(connection, "COACH", "coach@afterwrite.invalid", "Coach")
    known = account_called(connection, address)
    if known is None:
        return make_account(connection, "COACH", address, "Coach")
    if known["role"] != "COACH":
        raise WrongArgumentError(f"--coach {address} has a login as {known['role']}, which is no coach.")
    return UUID(str(known["id"]))


def _give_login(connection: Connection[DictRow], client_id: UUID, address: str, name: str) -> None:
    known = account_called(connection, address)
    if known is not None and known["role"] != "ATHLETE":
        raise WrongArgumentError(f"--login {address} has a login as {known['role']}, which is no athlete.")
    user_id = make_account(connection, "ATHLETE", address, name) if known is None else known["id"]
    if not give_login(connection, client_id, user_id):
        raise WrongArgumentError(f"--login {address} is another athlete's already.")


def _is_same(one: str, other: str) -> bool:
    return name_key(one) == name_key(other)


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


def _invitation(api_url: str, client_id: str, today: str, login: str | None) -> str:
    body = (
        f'{{"clientId": "{client_id}", "date": "{today}", "sleepQuality": 8, "sleepHours": 7.5,'
        ' "muscleSoreness": 3, "energyLevel": 7, "mood": 8, "stress": 3, "injuryPain": 1, "restingHR": 52}'
    )
    own = [f"As the athlete: afterwrite token --user {login}"] if login is not None else []
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
            *own,
        ]
    )
