"""docs/notifications.md says what the code does, where that can be checked."""

import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from coalescing.lanes import DELIVERIES, NOTICES
from notifications.addressing import NEWS_DAYS
from notifications.breaker import FAILURES, LONGEST_PEACE, LONGEST_RETRY_AFTER, PEACE
from notifications.channels.outcome import Outbound
from notifications.channels.webhook import body_of, headers_of
from notifications.concluding import REFUSALS
from notifications.due import _EVENTS
from runtime.settings import Settings, environment_name
from tests.noticeboard import SECRET

pytestmark = pytest.mark.contract

TEXT = (Path(__file__).parents[3] / "docs" / "notifications.md").read_text()
FLAT = " ".join(TEXT.split())


def test_its_code_verifies_a_webhook() -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    message = Outbound(
        id=uuid4(),
        kind="WEBHOOK",
        url="",
        secret=SECRET,
        title="",
        body="",
        event="channel.test",
        data={},
        at=datetime.now(UTC),
    )
    body = body_of(message)
    names = {"secret": SECRET, "body": body, "headers": headers_of(message, body, datetime.now(UTC))}
    exec(code, names)
    assert names["message"]["type"] == "channel.test"


def test_its_settings_exist() -> None:
    named = set(re.findall(r"AFTERWRITE_[A-Z_]+", TEXT))
    assert named <= {environment_name(field) for field in Settings.model_fields}


def test_its_numbers_are_those_in_force() -> None:
    assert NEWS_DAYS == 2
    assert f"{DELIVERIES.max_attempts} times in all" in FLAT
    assert f"tried {REFUSALS} times, then given up" in FLAT
    assert f"After {FAILURES} failures in a row" in FLAT
    assert f"for {PEACE.seconds} s and then longer ({LONGEST_PEACE.seconds // 60} min at most)" in FLAT
    assert f"({LONGEST_RETRY_AFTER.seconds // 3600} h at most)" in FLAT
    assert Settings().delivery_timeout_seconds == 10
    assert Settings().delivery_calls_per_provider == 4
    assert Settings().delivery_runs == 2
    assert f"on the queue `{DELIVERIES.queue}`, notices on `{NOTICES.queue}`" in FLAT


def test_it_names_every_type_of_message() -> None:
    assert set(re.findall(r"`((?:notification|channel)\.\w+)`", TEXT)) == set(_EVENTS.values())
