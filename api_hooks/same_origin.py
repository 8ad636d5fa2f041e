"""Whether a request with a cookie comes from our own pages. Browsers send cookies along for anybody's."""

from urllib.parse import urlsplit

from starlette.requests import Request

from api_hooks.errors import ForeignFormError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


def require_same_origin(request: Request) -> None:
    """Refuse a change that another site's page asks for. Programs that name no origin may pass.

    Raises:
        ForeignFormError: `Origin`, or else `Referer`, is there and is not our own.
    """
    if request.method in SAFE_METHODS:
        return
    for header in ("origin", "referer"):
        given = request.headers.get(header)
        if given is not None:
            if not _is_ours(given, request):
                raise ForeignFormError(f"Invalid {header}")
            return


def _is_ours(url: str, request: Request) -> bool:
    try:
        theirs = urlsplit(url)
        ours = urlsplit(f"{request.url.scheme}://{request.headers.get('host', '')}")
        # Behind a proxy that ends TLS we may see http where the page was https: that way round is fine.
        if theirs.scheme not in _DEFAULT_PORTS or (ours.scheme == "https" and theirs.scheme == "http"):
            return False
        port = theirs.port or _DEFAULT_PORTS[theirs.scheme]
        own_ports = {ours.port} if ours.port else {_DEFAULT_PORTS[theirs.scheme]}
    except ValueError:
        return False
    return bool(theirs.hostname) and theirs.hostname == ours.hostname and port in own_ports
