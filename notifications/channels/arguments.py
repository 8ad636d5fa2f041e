"""Arguments of the URLs of Apprise: what users may say with them, and what they may not."""

import re
from urllib.parse import unquote

from apprise.utils.parse import parse_url

#: Arguments that a URL may have. Others make Apprise read files, or fetch what they name.
ARGUMENTS = frozenset(
    {
        *("to", "from", "name", "cc", "bcc", "reply", "smtp", "mode", "user", "pass", "format", "thread"),
        *("topic", "channel", "priority", "tags", "sound", "device", "silent", "tts", "image", "footer"),
    }
)
_ARGUMENT = re.compile(r"([a-z]+)=([^&;?]*)")


def arguments_of(url: str) -> dict[str, str] | None:
    """The arguments of a URL; None if it has others, or some that could be read in another way."""
    query = url.partition("?")[2]
    found = [_ARGUMENT.fullmatch(part) for part in query.split("&") if part]
    given = {match[1]: unquote(match[2]) for match in found if match}
    seen = parse_url(url, sanitize=False) or {}  # type: ignore[no-untyped-call]  # left untyped there
    as_apprise_reads_it = {name for kind in ("qsd", "qsd+", "qsd-", "qsd:") for name in seen.get(kind, {})}
    is_clear = all(found) and given.keys() >= as_apprise_reads_it
    return given if is_clear and given.keys() <= ARGUMENTS else None
