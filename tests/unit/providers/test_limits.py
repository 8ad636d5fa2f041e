"""What Strava's headers say of its limits, and what is not understood of them is left out."""

import httpx
import hypothesis.strategies as st
import pytest
from hypothesis import given

from providers.strava.http import answered_at, retry_after_seconds
from providers.strava.limits import said_of_limits, windows
from runtime.quota import Said

HEADERS = {
    "X-RateLimit-Limit": "200,2000",
    "X-RateLimit-Usage": "12, 340",
    "X-ReadRateLimit-Limit": "100,1000",
    "X-ReadRateLimit-Usage": "12,339",
}


def test_both_pairs_are_understood() -> None:
    assert said_of_limits(httpx.Headers(HEADERS)) == {
        "quarter": Said(200, 12),
        "day": Said(2000, 340),
        "read-quarter": Said(100, 12),
        "read-day": Said(1000, 339),
    }
    assert {window.name for window in windows()} == set(said_of_limits(httpx.Headers(HEADERS)))


@pytest.mark.parametrize("name", ["X-ReadRateLimit-Limit", "X-ReadRateLimit-Usage"])
@pytest.mark.parametrize("text", [None, "", "many", "1;2", "-1,5", "1.5,2"])
def test_what_is_not_understood_is_left_out(name: str, text: str | None) -> None:
    headers = {k: v for k, v in (HEADERS | {name: text}).items() if v is not None}
    assert set(said_of_limits(httpx.Headers(headers))) == {"quarter", "day"}


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_header_is_a_reason_to_fail(limit: str, usage: str) -> None:
    headers = {"x-ratelimit-limit": limit, "x-ratelimit-usage": usage, "retry-after": limit}
    said_of_limits(headers)
    retry_after_seconds(headers)


@pytest.mark.parametrize(
    ("given_date", "seconds"), [("Thu, 01 Jan 1970 00:01:40 GMT", 100.0), ("soon", None)]
)
def test_when_it_was_answered(given_date: str, seconds: float | None) -> None:
    at = answered_at(httpx.Response(200, headers={"date": given_date}))
    assert (at and at.timestamp()) == seconds
    assert answered_at(httpx.Response(200)) is None
