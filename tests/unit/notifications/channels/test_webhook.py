"""Webhooks: what is signed, and what answers mean."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from uuid import uuid4

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from notifications.channels.outcome import SENT, Outbound
from notifications.channels.webhook import body_of, headers_of, judge, retry_after
from tests.noticeboard import SECRET

MESSAGE = Outbound(
    id=uuid4(),
    kind="WEBHOOK",
    url="https://hooks.example.org/a",
    secret=SECRET,
    title="T",
    body="Å",
    event="notification.created",
    data={"title": "T", "body": "Å"},
    at=datetime(2026, 3, 14, 8, tzinfo=UTC),
)


def test_the_library_verifies_it_and_refuses_what_was_changed() -> None:
    body = body_of(MESSAGE)
    headers = headers_of(MESSAGE, body, datetime.now(UTC))
    assert Webhook(SECRET).verify(body, headers) == {
        "type": "notification.created",
        "timestamp": "2026-03-14T08:00:00Z",
        "data": {"title": "T", "body": "Å"},
    }
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body.replace(b"T", b"U"), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body, headers | {"webhook-id": str(uuid4())})


@pytest.mark.parametrize("status", [200, 202, 204])
def test_taken(status: int) -> None:
    assert judge(status, {}) is SENT


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_the_receiver_is_at_fault(status: int) -> None:
    outcome = judge(status, {})
    assert outcome.is_providers
    assert not outcome.is_final


@pytest.mark.parametrize("status", [408, 409, 425, 429])
def test_later_perhaps(status: int) -> None:
    outcome = judge(status, {})
    assert (outcome.is_providers, outcome.is_refused, outcome.is_final) == (False, False, False)


@pytest.mark.parametrize("status", [301, 302, 400, 401, 403, 404, 413, 422])
def test_refused(status: int) -> None:
    assert judge(status, {"location": "http://127.0.0.1/"}).is_refused


def test_gone_for_good() -> None:
    outcome = judge(410, {})
    assert outcome.is_gone
    assert outcome.is_final


def test_retry_after_as_a_number_and_as_a_date() -> None:
    assert judge(429, {"retry-after": "7"}).retry_after == 7
    assert judge(503, {"retry-after": "7"}).retry_after == 7
    assert judge(403, {"retry-after": "7"}).retry_after is None
    soon = retry_after(format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True))
    assert soon == pytest.approx(60, abs=5)
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0


@pytest.mark.parametrize("given", [None, "", "soon", "-1", "1.5", "٣", "9" * 400])
def test_retry_after_that_makes_no_sense_does_no_harm(given: str | None) -> None:
    seconds = retry_after(given)
    assert seconds is None or seconds <= 999_999_999
