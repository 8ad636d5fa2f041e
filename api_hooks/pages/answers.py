"""Answers that are pages: made from templates, and shown by the browser with nothing from elsewhere."""

from functools import cache
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from api_hooks.pages.assets import address_of
from domain.load_wording import LOAD_NOTE
from domain.wording import SAFETY_NOTE, URGENT_NOTE
from picture.said import NOTHING_TO_DRAW
from picture.words import age_in_words, clock_in_words, day_in_words, engine_in_words, in_words, short_day

#: Nothing but our own style sheet, script and pictures; no script or style within a page; no frame around it.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)

#: Of a page whose script asks our own API for something.
CALLING_POLICY = f"{POLICY}; connect-src 'self'"

#: Of every page. `same-origin` and not `no-referrer`: with that one browsers send `Origin: null` along with
#: our own forms, which we would have to refuse.
HEADERS = MappingProxyType(
    {
        "cache-control": "no-store",
        "content-security-policy": POLICY,
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "x-robots-tag": "noindex",
    }
)


def page(
    request: Request, template: str, /, status: int = 200, *, may_call: bool = False, **values: Any
) -> Response:
    """Make a page.

    Args:
        request: what is answered; says where the app is mounted.
        template: name of its file.
        status: HTTP status.
        may_call: whether its script may ask our own API.
        values: what the template shows.
    """
    root = request.scope.get("root_path", "")
    text = _templates().get_template(template).render(root=root, asset=_addresses(root), **values)
    headers = {**HEADERS, **({"content-security-policy": CALLING_POLICY} if may_call else {})}
    return Response(text, status, headers, "text/html; charset=utf-8")


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("api_hooks.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"words": in_words, "day": day_in_words, "age": age_in_words, "engine": engine_in_words}
    made.filters |= {"short": short_day, "clock": clock_in_words}
    made.globals |= {"SAFETY_NOTE": SAFETY_NOTE, "URGENT_NOTE": URGENT_NOTE, "LOAD_NOTE": LOAD_NOTE}
    made.globals["NOTHING_TO_DRAW"] = NOTHING_TO_DRAW
    return made


@cache
def _addresses(root: str) -> MappingProxyType[str, str]:
    return MappingProxyType({name: root + address_of(file) for name, file in _ASSETS.items()})


_ASSETS = MappingProxyType(
    {
        "style": "page.css",
        "script": "page.js",
        "connections_script": "connections.js",
        "icon": "icon.svg",
    }
)
