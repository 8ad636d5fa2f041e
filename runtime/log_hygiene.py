"""What may not get into logs, taken out at the one place that every line of every library passes.

An error says what it was given: PostgreSQL's shows the whole row, a handler's may quote an athlete's notes.
So of errors the logs have the kind and the place, and never the words. And whatever looks like a secret or
like an address is taken out of all texts.
"""

import re
import sys
import traceback
from collections.abc import Iterator
from typing import Any

from structlog.typing import EventDict, WrappedLogger

#: Frames of a traceback that are logged: the outer ones are always the same.
INNERMOST_FRAMES = 12

#: Texts shorter than this are not looked for in a line: they would be found in any.
_SHORTEST_WORDS = 4

_MASKS = (
    # A JWT, or the beginning of one: its first two parts are base64 of "{".
    (re.compile(r"\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}"), "[token]"),
    (re.compile(r"(?i)\b(bearer|basic) +[\w.~+/=-]{8,}"), r"\1 [token]"),
    # The secret of a webhook, as Standard Webhooks writes it.
    (re.compile(r"\bwhsec_[\w+/=-]+"), "[secret]"),
    # What stands before the host of a URL.
    (re.compile(r"(?<=://)[^\s/@'\"]+@"), "[secret]@"),
    (re.compile(r"[\w.%+-]+@[\w-]+(?:\.[\w-]+)+"), "[address]"),
    # What stands for a password in the address that a provider has been told.
    (re.compile(r"(?<=/webhook/)[\w-]+"), "[secret]"),
    # What is asked for: names that somebody looks for, and tokens of those who call back.
    (re.compile(r"(?<=[\w/-])\?[^\s\"']+"), "?[query]"),
)
#: A text without any of these has nothing to be taken out.
_WORTH_A_LOOK = re.compile(r"[@?]|eyJ|whsec_|/webhook/|(?i:bearer|basic) ")


def without_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A processor for structlog: what `runtime.logs` has each line go through."""
    error = _error_of(event.pop("exc_info", None))
    event.pop("stack_info", None)
    if error is not None:
        event["exception"] = in_short(error)
        event["event"] = without_its_words(str(event.get("event", "")), error)
    for name, value in event.items():
        if name != "worker":  # the name of one looks like an address
            event[name] = _clean(value)
    return event


def kind_of(error: BaseException) -> str:
    """What kind of error it is; of PostgreSQL's, which state and which constraint."""
    words = type(error).__qualname__
    sqlstate = getattr(error, "sqlstate", None)
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    return words + (f" {sqlstate}" if sqlstate else "") + (f" ({constraint})" if constraint else "")


def in_short(error: BaseException) -> str:
    """The kinds of an error and of those that led to it, each with the place where it happened."""
    return "\n".join(
        f"{kind_of(each)}\n{''.join(traceback.format_tb(each.__traceback__)[-INNERMOST_FRAMES:])}".rstrip()
        for each in _chain(error)
    )


def without_its_words(text: str, error: BaseException) -> str:
    """The text without what an error says: loggers like to put that into their line."""
    for each in _chain(error):
        words = [repr(each), str(each), *(str(argument) for argument in each.args)]
        for said in sorted(words, key=len, reverse=True):
            if len(said) >= _SHORTEST_WORDS:
                text = text.replace(said, f"[{type(each).__qualname__}]")
    return text


def scrubbed(text: str) -> str:
    """The text without tokens, passwords, addresses of people, and what is asked for in URLs."""
    if _WORTH_A_LOOK.search(text):
        for pattern, instead in _MASKS:
            text = pattern.sub(instead, text)
    return text


def _clean(value: Any) -> Any:
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, str):
        return scrubbed(value)
    if isinstance(value, BaseException):
        return kind_of(value)
    if isinstance(value, dict):
        return {scrubbed(str(name)): _clean(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(inner) for inner in value]
    return scrubbed(repr(value))  # which is what the renderers would make of it


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, and what it came from; each once."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions
        waiting += [led for led in (each.__context__, each.__cause__) if led is not None]


def _error_of(given: Any) -> BaseException | None:
    """The error of what loggers take as `exc_info`: an error, three things about it, or True."""
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return given[1] if isinstance(given[1], BaseException) else None
    return sys.exc_info()[1] if given else None
