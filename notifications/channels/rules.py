"""Which addresses users may give as channels, and what providers these are."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from domain.notice_delivery import ChannelKind
from notifications.channels.arguments import ARGUMENTS, arguments_of
from notifications.channels.services import host_of, is_understood, schema_of

LONGEST_URL = 2_000
_WEB = ("http", "https")
_PRINTABLE = re.compile(r"[!-~]+")


def problem_with(kind: ChannelKind, url: str, *, schemas: Collection[str], allow_private: bool) -> str | None:
    """The rule that a URL breaks, in words that follow "must be"; None if it will do.

    Names are not looked up here: that is done each time before something is sent.

    Args:
        kind: of the channel.
        url: as a user gave it.
        schemas: those of Apprise that are allowed.
        allow_private: whether addresses that are not public are; then any schema is.
    """
    if not _PRINTABLE.fullmatch(url) or len(url) > LONGEST_URL:
        return f"a URL of at most {LONGEST_URL} characters, without spaces"
    if kind is ChannelKind.WEBHOOK:
        return None if _is_web(url) else "an http:// or https:// URL with a host"
    if not allow_private and schema_of(url) not in schemas:
        return f"a URL of one of these services: {', '.join(sorted(schemas))}"
    if not allow_private and arguments_of(url) is None:
        return f"a URL without arguments other than {', '.join(sorted(ARGUMENTS))}"
    return None if is_understood(url) else "a URL that Apprise understands"


def provider_of(kind: str, url: str) -> str:
    """Who is called: what fails together. Nothing of it is secret."""
    if kind == ChannelKind.WEBHOOK:
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()
    host = host_of(url)
    return f"{schema_of(url)}://{host}" if host else schema_of(url)


def shown(kind: str, url: str) -> str:
    """A URL as it may be shown to its owner: no password, token or path."""
    return f"{provider_of(kind, url).removesuffix('://')}{'/…' if kind == ChannelKind.WEBHOOK else '://…'}"


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in _WEB and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
