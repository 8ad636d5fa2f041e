"""A change that comes with a cookie must come from our own pages."""

import pytest
from starlette.requests import Request

from api_hooks.errors import AccessDeniedError
from api_hooks.same_origin import require_same_origin


def request(
    *, method: str = "POST", scheme: str = "https", host: str = "app.example.org", **headers: str
) -> Request:
    given = {"host": host, **headers}
    return Request(
        {
            "type": "http",
            "method": method,
            "scheme": scheme,
            "path": "/api/daily-metrics",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
            "server": (host, 443),
        }
    )


@pytest.mark.parametrize(
    ("url", "scheme", "host"),
    [
        ("https://app.example.org", "https", "app.example.org"),
        ("https://APP.example.org", "https", "app.example.org"),
        ("https://app.example.org:443", "https", "app.example.org"),
        ("https://app.example.org", "https", "app.example.org:443"),
        ("http://127.0.0.1:8000", "http", "127.0.0.1:8000"),
        ("http://[::1]:8000", "http", "[::1]:8000"),
        # a proxy that ends TLS and does not say so
        ("https://app.example.org", "http", "app.example.org"),
    ],
)
def test_our_own_pages_may(url: str, scheme: str, host: str) -> None:
    require_same_origin(request(scheme=scheme, host=host, origin=url))
    require_same_origin(request(scheme=scheme, host=host, referer=f"{url}/a/page?x=1"))


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example",
        "https://app.example.org.evil.example",
        "https://evil.example/app.example.org",
        "https://evilapp.example.org",
        "https://app.example.org:8443",
        "https://app.example.org@evil.example",
        "http://app.example.org",
        "ftp://app.example.org",
        "null",
        "",
        "https://",
        "https://app.example.org:port",
        "https://[app.example.org",
    ],
)
def test_others_may_not(url: str) -> None:
    with pytest.raises(AccessDeniedError, match=r"^Invalid origin$"):
        require_same_origin(request(origin=url))
    with pytest.raises(AccessDeniedError, match=r"^Invalid referer$"):
        require_same_origin(request(referer=url))


def test_the_origin_counts_where_both_are_given() -> None:
    with pytest.raises(AccessDeniedError, match="Invalid origin"):
        require_same_origin(request(origin="https://evil.example", referer="https://app.example.org/page"))


def test_programs_that_name_no_origin_may() -> None:
    require_same_origin(request())


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_no_change(method: str) -> None:
    require_same_origin(request(method=method, origin="https://evil.example"))
