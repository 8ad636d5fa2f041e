"""Whether a change is asked for by our own pages. Browsers send cookies along for anybody's."""

from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

from starlette.requests import Request

from api_hooks.errors import ForeignFormError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: What says which page asks; the first one counts.
_SAYING = (b"origin", b"referer")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class SameOrigin:
    """The rule for changes: `Origin`, or else `Referer`, has to be our own where it is given.

    It holds however the caller says who they are. A page that may send a token of its own to a foreign host
    is one of ours or named in a setting; programs that are no browsers name no origin, and pass.

    Args:
        trusted: origins beside our own, each like `https://app.example.org`.
        trust_forwarded_host: whether a proxy in front sets `X-Forwarded-Host` to what it was asked for.
    """

    def __init__(self, trusted: Collection[str] = (), *, trust_forwarded_host: bool = False) -> None:
        self._trusted = frozenset(trusted)
        self._trust_forwarded_host = trust_forwarded_host

    def require(self, request: Request) -> None:
        """Refuse a change that another site's page asks for.

        `null`, which browsers send for pages that must not say where they are from, is nobody's origin.

        Raises:
            ForeignFormError: `Origin`, or else `Referer`, is there and is not our own.
        """
        if request.method in SAFE_METHODS:
            return
        # One look at all headers: asked for by name, each is looked for among all of them.
        given = {name: value for name, value in request.scope["headers"] if name in _SAYING}
        for header in _SAYING:
            if header in given:
                if not self._is_ours(given[header].decode("latin-1"), request):
                    raise ForeignFormError(f"Invalid {header.decode()}")
                return

    def _is_ours(self, url: str, request: Request) -> bool:
        try:
            theirs = urlsplit(url)
            if theirs.scheme not in _DEFAULT_PORTS or not theirs.hostname:
                return False
            ours = urlsplit(f"{request.url.scheme}://{self._host(request)}")
            return _is_same(theirs, ours) or self._is_trusted(theirs)
        except ValueError:
            return False

    def _host(self, request: Request) -> str:
        """The host that was asked for. A list of them says that a proxy has not set it, but added to it."""
        if self._trust_forwarded_host:
            forwarded = request.headers.getlist("x-forwarded-host")
            if len(forwarded) == 1 and "," not in forwarded[0]:
                return forwarded[0].strip()
        return request.headers.get("host", "")

    def _is_trusted(self, theirs: SplitResult) -> bool:
        if "@" in theirs.netloc:
            return False
        port = "" if theirs.port in {None, _DEFAULT_PORTS[theirs.scheme]} else f":{theirs.port}"
        host = f"[{theirs.hostname}]" if ":" in (theirs.hostname or "") else theirs.hostname
        return f"{theirs.scheme}://{host}{port}" in self._trusted


def _is_same(theirs: SplitResult, ours: SplitResult) -> bool:
    # Behind a proxy that ends TLS we may see http where the page was https: that way round is fine.
    if ours.scheme == "https" and theirs.scheme == "http":
        return False
    port = theirs.port or _DEFAULT_PORTS[theirs.scheme]
    own_port = ours.port or _DEFAULT_PORTS[theirs.scheme]
    return theirs.hostname == ours.hostname and port == own_port
