"""A change must come from our own pages, where the browser says from which."""

import pytest
from starlette.requests import Request

from api_hooks.errors import AccessDeniedError
from api_hooks.same_origin import SameOrigin

OURS = SameOrigin()


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
    OURS.require(request(scheme=scheme, host=host, origin=url))
    OURS.require(request(scheme=scheme, host=host, referer=f"{url}/a/page?x=1"))


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
        OURS.require(request(origin=url))
    with pytest.raises(AccessDeniedError, match=r"^Invalid referer$"):
        OURS.require(request(referer=url))


def test_the_origin_counts_where_both_are_given() -> None:
    with pytest.raises(AccessDeniedError, match="Invalid origin"):
        OURS.require(request(origin="https://evil.example", referer="https://app.example.org/page"))


def test_programs_that_name_no_origin_may() -> None:
    OURS.require(request())


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_no_change(method: str) -> None:
    OURS.require(request(method=method, origin="https://evil.example"))


def test_pages_of_trusted_origins_may() -> None:
    """The product's own web app, say, which is served from elsewhere. The whole origin counts."""
    rule = SameOrigin(["https://train.example.org", "http://127.0.0.1:3000"])
    for url in ("https://train.example.org", "https://train.example.org:443", "http://127.0.0.1:3000"):
        rule.require(request(origin=url))
        rule.require(request(referer=f"{url}/today"))
    rule.require(request(origin="https://app.example.org"))
    for url in (
        "http://train.example.org",
        "https://train.example.org:8443",
        "https://x.train.example.org",
        "https://train.example.org.evil.example",
        "https://train.example.org@evil.example",
        "https://evil.example@train.example.org",
        "null",
    ):
        with pytest.raises(AccessDeniedError):
            rule.require(request(origin=url))


FORWARDED = {"host": "10.0.0.7:8000", "scheme": "http", "origin": "https://app.example.org"}


def test_a_forwarded_host_means_nothing_unless_it_is_trusted() -> None:
    """Whoever calls the app may write it."""
    with pytest.raises(AccessDeniedError):
        OURS.require(request(**FORWARDED, **{"x-forwarded-host": "app.example.org"}))
    evil = {"origin": "https://evil.example", "x-forwarded-host": "evil.example"}
    with pytest.raises(AccessDeniedError):
        OURS.require(request(**evil))


def test_a_trusted_proxy_says_what_it_was_asked_for() -> None:
    rule = SameOrigin(trust_forwarded_host=True)
    rule.require(request(**FORWARDED, **{"x-forwarded-host": "app.example.org"}))
    rule.require(request(origin="https://app.example.org"))  # it was not asked through the proxy
    with pytest.raises(AccessDeniedError):
        rule.require(request(**FORWARDED, **{"x-forwarded-host": "other.example.org"}))


def test_a_list_of_forwarded_hosts_is_what_a_caller_has_begun() -> None:
    rule = SameOrigin(trust_forwarded_host=True)
    for forwarded in ("app.example.org, 10.0.0.7:8000", "evil.example, app.example.org"):
        with pytest.raises(AccessDeniedError):
            rule.require(request(**FORWARDED, **{"x-forwarded-host": forwarded}))
