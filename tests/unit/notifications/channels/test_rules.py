"""Which addresses users may give, and what is told of them."""

import pytest

from domain.notice_delivery import ChannelKind
from notifications.channels.rules import problem_with, provider_of, shown
from runtime.settings import Settings

SCHEMAS = Settings().delivery_services
WEBHOOK, APPRISE = ChannelKind.WEBHOOK, ChannelKind.APPRISE


def problem(kind: ChannelKind, url: str, *, allow_private: bool = False) -> str | None:
    return problem_with(kind, url, schemas=SCHEMAS, allow_private=allow_private)


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        (WEBHOOK, "https://hooks.example.org/a?b=c"),
        (WEBHOOK, "http://hooks.example.org:8080"),
        (APPRISE, "ntfy://a-topic-of-mine"),
        (APPRISE, "mailto://user:password@example.org"),
        (APPRISE, "tgram://123456789:abcdefg_hijklmnop/12315544/"),
        (APPRISE, "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#c"),
        (APPRISE, "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js"),
        (APPRISE, "mailto://user:password@example.org?smtp=mail.example.org&to=a%40b.example&mode=ssl"),
        (APPRISE, "pover://usfdsdfsdf7ff@toadsdfsdf8sdfsdfsdfdfsdff"),
    ],
)
def test_these_will_do(kind: ChannelKind, url: str) -> None:
    assert problem(kind, url) is None


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        (WEBHOOK, "ftp://example.org"),
        (WEBHOOK, "https://"),
        (WEBHOOK, "https://example.org:99999/"),
        (WEBHOOK, "https://[::1/"),
        (WEBHOOK, "https://example.org/a b"),
        (WEBHOOK, "https://example.org/\r\nx: y"),
        (WEBHOOK, "https://example.org/" + "a" * 2_000),
        (WEBHOOK, "file:///etc/passwd"),
        (APPRISE, "json://127.0.0.1/"),
        (APPRISE, "syslog://"),
        (APPRISE, "file:///etc/passwd"),
        (APPRISE, "slack://"),
        (APPRISE, "ntfy:////ntfy.example.org/topic"),
        (APPRISE, "https://example.org"),
        (APPRISE, ""),
    ],
)
def test_these_will_not(kind: ChannelKind, url: str) -> None:
    assert problem(kind, url) is not None


@pytest.mark.parametrize(
    "query",
    [
        "?template=/etc/passwd",
        "?templ%61te=/etc/passwd",
        "?to=a&template=/etc/passwd",
        "?to=a;template=/etc/passwd",
        "?to=a?template=/etc/passwd",
        "?Template=/etc/passwd",
        "?pgpprv=/etc/passwd",
        "?attach=http://127.0.0.1/",
        "?+x-header=1",
        "?:token=1",
        "?template",
        "#?template=/etc/passwd",
        "/#/?template=/etc/passwd",
    ],
)
def test_no_argument_makes_apprise_read_a_file_or_call_somebody_else(query: str) -> None:
    for url in ("workflows://example.org:443/workflow/signature", "mailto://user:password@example.org"):
        assert "arguments" in str(problem(APPRISE, url + query))


def test_any_service_where_private_addresses_are_allowed() -> None:
    assert problem(APPRISE, "json://127.0.0.1/", allow_private=True) is None
    assert problem(APPRISE, "nosuchservice://x", allow_private=True) is not None


@pytest.mark.parametrize(
    ("kind", "url", "provider"),
    [
        (WEBHOOK, "https://user:secret@Hooks.example.org:8443/token", "https://hooks.example.org:8443"),
        (APPRISE, "ntfy://a-topic-of-mine", "ntfy"),
        (APPRISE, "ntfy://a-topic-of-mine?priority=high", "ntfy"),
        (APPRISE, "ntfy://ntfy.example.org/topic", "ntfy://ntfy.example.org"),
        (APPRISE, "ntfy://ntfy.example.org?to=topic", "ntfy://ntfy.example.org"),
        (APPRISE, "ntfy://ntfy.example.org?mode=private", "ntfy://ntfy.example.org"),
        (APPRISE, "mailto://user:secret@example.org", "mailto://example.org"),
        (APPRISE, "tgram://123456789:token/1/", "tgram"),
        (APPRISE, "slack://T1/A1/token", "slack"),
    ],
)
def test_a_provider_is_named_without_secrets(kind: ChannelKind, url: str, provider: str) -> None:
    assert provider_of(kind, url) == provider
    assert "secret" not in shown(kind, url)
    assert "token" not in shown(kind, url)
    assert "topic" not in shown(kind, url)
