"""The route of streaks: how many days in a row an athlete has checked in."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_access, require_user
from api_hooks.answers import json_answer
from api_hooks.errors import FieldFault, InvalidFieldsError
from api_hooks.query import Query as Statement
from api_hooks.services import services_of
from api_hooks.streak_schemas import Streaks
from domain.streak_view import StreakView, shown_days
from domain.streak_wording import days_in_words, motivation_message
from domain.streaks import MILESTONES, Streak
from storage.streak_reading import SHOWN_DAYS, STREAK

_STREAK = Statement.of(STREAK)

router = APIRouter(tags=["streaks"])


@router.get(
    "/api/athlete/streaks",
    name="read the streak",
    summary="Read an athlete's streak of check-ins",
    response_model=Streaks,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_streaks(
    request: Request,
    client_id: Annotated[
        UUID | None, Query(alias="clientId", description="the athlete's id; an athlete's own by default")
    ] = None,
) -> Response:
    """The streak that goes on, the longest one, and the last 28 days; of any length.

    Every check-in counts, whatever it says. One that was filled in afterwards counts too, and is marked.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    row = await services.database.row(_STREAK, {**caller_parameters(identity), "client_id": client_id})
    require_user(row)
    if client_id is None and row["caller_role"] != "ATHLETE":
        raise InvalidFieldsError([FieldFault("clientId", None, "given")])
    require_access(row)
    return json_answer({"success": True, "data": _data(row)})


def _data(row: Mapping[str, Any]) -> dict[str, Any]:
    view = StreakView(today=row["today"], going=_going(row), best=_best(row))
    backfilled = {date.fromisoformat(day): late for day, late in (row["days"] or {}).items()}
    language, coming = row["language"], view.next_milestone
    return {
        "currentStreak": view.current,
        "personalBest": view.record_days,
        "personalBestDate": view.record.last if view.record else None,
        "hasCheckedInToday": view.today in backfilled,
        "isNewRecord": view.is_new_record,
        "checkInHistory": [
            {"date": day.date, "checkedIn": day.checked_in, "backfilled": day.backfilled}
            for day in shown_days(view.today, backfilled, SHOWN_DAYS)
        ],
        "nextMilestone": coming
        and {
            "days": coming,
            "label": days_in_words(coming, language),
            "celebrationLevel": MILESTONES[coming].value,
        },
        "daysUntilMilestone": coming and coming - view.current,
        "motivation": {
            "type": view.motivation.value,
            "message": motivation_message(
                view.motivation,
                language,
                days=view.current,
                best=view.record_days,
                next_milestone=coming,
            ),
        },
    }


def _going(row: Mapping[str, Any]) -> Streak | None:
    return Streak(row["current_start"], row["current_last"]) if row["current_start"] else None


def _best(row: Mapping[str, Any]) -> Streak | None:
    start = row["best_start"]
    return Streak(start, start + timedelta(days=row["best"] - 1)) if start else None
