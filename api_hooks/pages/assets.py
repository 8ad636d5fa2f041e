"""The style sheet, the scripts and the icon: small files of our own, read once, and kept by browsers."""

import hashlib
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api_hooks.errors import NotFoundError

PATH = "/pages"
#: An address changes with what is in the file, so what is kept is never out of date.
KEPT_SECONDS = 30 * 86_400

_TYPES = MappingProxyType(
    {
        "page.css": "text/css; charset=utf-8",
        "page.js": "text/javascript; charset=utf-8",
        "connections.js": "text/javascript; charset=utf-8",
        "icon.svg": "image/svg+xml",
    }
)

router = APIRouter(include_in_schema=False)


@router.get(PATH + "/{name}", name="send a page's file")
async def asset(request: Request) -> Response:
    """One of the files."""
    name = request.path_params["name"]
    if name not in _TYPES:
        raise NotFoundError("Not Found")
    headers = {
        "cache-control": f"public, max-age={KEPT_SECONDS}, immutable",
        "cross-origin-resource-policy": "same-origin",
        "x-content-type-options": "nosniff",
    }
    return Response(_content(name), headers=headers, media_type=_TYPES[name])


def address_of(name: str) -> str:
    """The address of a file, with its fingerprint."""
    return f"{PATH}/{name}?v={hashlib.sha256(_content(name)).hexdigest()[:12]}"


@cache
def _content(name: str) -> bytes:
    return (files("api_hooks.pages") / "static" / name).read_bytes()
