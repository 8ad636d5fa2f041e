"""The page that says how connecting an account went. It knows nobody: its address says what to say."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api_hooks.errors import NotFoundError
from api_hooks.pages.answers import page
from api_hooks.pages.problems import told_as_pages

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


_AGAIN = "Nothing has changed. Start again from where you wanted to connect it."

_WORDS = MappingProxyType(
    {
        Said.CONNECTED: Words(
            "Strava is connected",
            "New activities come in by themselves from now on. You may close this page.",
        ),
        Said.DENIED: Words("Strava is not connected", "You did not allow it, and nothing has changed."),
        Said.SCOPE: Words(
            "Strava is not connected",
            "The box that lets us view activities was not ticked, and without it there is nothing to fetch."
            f" {_AGAIN}",
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
        Said.REFUSED: Words("Strava is not connected", f"Strava did not accept it. {_AGAIN}"),
        Said.AWAY: Words(
            "Strava is not connected yet",
            "Strava, or a server of ours, did not answer. Start again in a few minutes.",
        ),
    }
)


@router.get(PATH, name="say how connecting Strava went")
@told_as_pages
async def connected_page(request: Request) -> Response:
    """One of a few messages."""
    try:
        words = _WORDS[Said(request.query_params.get("said", ""))]
    except ValueError:
        raise NotFoundError("There is nothing at this address") from None
    return page(request, "connected.html", words=words)
