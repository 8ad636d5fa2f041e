"""The page that says how connecting an account went. It knows nobody: its address says what to say.

The browser comes to it from another site, without the session's cookie. Its link to the athlete's page is
followed from a page of ours, and with it.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api_hooks.access import uuid_or_none
from api_hooks.errors import NotFoundError
from api_hooks.pages.answers import page
from api_hooks.pages.problems import told_as_pages
from api_hooks.services import services_of

PATH = "/integrations/strava"

router = APIRouter(include_in_schema=False)


class Said(StrEnum):
    """How it went."""

    CONNECTED = "connected"
    DENIED = "denied"
    SCOPE = "scope"
    STATE = "state"
    TAKEN = "taken"
    ANOTHER = "another"
    NOT_ALLOWED = "not-allowed"
    NOT_SET_UP = "not-set-up"
    REFUSED = "refused"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Words:
    """What the page says."""

    heading: str
    text: str


_WORDS = MappingProxyType(
    {
        Said.CONNECTED: Words(
            "Strava is connected",
            "The Strava account belongs to this athlete now.",
        ),
        Said.DENIED: Words("Strava is not connected", "You did not allow it, and nothing has changed."),
        Said.SCOPE: Words(
            "Strava is not connected",
            "The box that lets us view activities was not ticked, and without it there is nothing to fetch."
            " Nothing has changed.",
        ),
        Said.STATE: Words(
            "This link is not good any more",
            "It works once, for ten minutes, and only in the browser in which you have started."
            " If Strava is not connected, start again.",
        ),
        Said.TAKEN: Words(
            "Strava is not connected",
            "This Strava account is connected with another athlete, and has to be disconnected there first.",
        ),
        Said.ANOTHER: Words(
            "Strava is not connected",
            "The athlete is connected with another Strava account. Disconnect that one first.",
        ),
        Said.NOT_ALLOWED: Words(
            "Strava is not connected", "You may not connect this athlete. Nothing has changed."
        ),
        Said.NOT_SET_UP: Words(
            "Strava cannot be connected here", "Whoever runs this platform has not set it up yet."
        ),
        Said.REFUSED: Words(
            "Strava is not connected", "Strava did not accept it. Nothing has changed: start again."
        ),
        Said.AWAY: Words(
            "Strava is not connected yet",
            "Strava, or a server of ours, did not answer. Start again in a few minutes.",
        ),
    }
)


def address_of(said: Said, athlete: UUID | None) -> str:
    """The page's address, below where the app is mounted; the athlete is the one that it leads back to."""
    return f"{PATH}?said={said}" + (f"&athlete={athlete}" if athlete else "")


@router.get(PATH, name="say how connecting Strava went")
@told_as_pages
async def connected_page(request: Request) -> Response:
    """One of a few messages."""
    try:
        words = _WORDS[Said(request.query_params.get("said", ""))]
    except ValueError:
        raise NotFoundError("There is nothing at this address") from None
    settings = services_of(request).settings
    is_connected = words is _WORDS[Said.CONNECTED]
    return page(
        request,
        "connected.html",
        words=words,
        athlete=uuid_or_none(request.query_params.get("athlete")),
        is_told=is_connected and settings.hears_strava,
        past_days=settings.strava_backfill_days if is_connected else 0,
    )
