"""Asking a provider over HTTP, in either protocol: one request, whose answer is a stream of events."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
from httpx_sse import EventSource, ServerSentEvent, SSEError

from chat.pieces import Failure, Piece, ProviderError
from chat.prompt import Prompt
from domain.chat import ProviderName
from notifications.channels.webhook import retry_after

#: Seconds to connect, and between two pieces of an answer.
CONNECT_SECONDS = 5.0
PIECE_SECONDS = 45.0

#: Of an answer that is no stream, so much is looked at.
_LONGEST_ERROR = 64 * 1024

_KEY = frozenset({401, 403})
_ENOUGH = frozenset({429, 529})
_TIMEOUT = frozenset({408, 504})


class Provider(Protocol):
    """Somebody who answers."""

    name: ProviderName
    model: str

    def answer(self, prompt: Prompt, max_tokens: int) -> AsyncGenerator[Piece, None]:
        """The answer, piece by piece, the last of which is an `End`.

        Raises:
            ProviderError: there is none, or it ended in the middle.
        """


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a provider is, and what it wants to be sent."""

    url: str
    headers: Mapping[str, str]


def chat_client() -> httpx.AsyncClient:
    """The client for all providers of a process. Redirects are not followed."""
    return httpx.AsyncClient(
        timeout=httpx.Timeout(PIECE_SECONDS, connect=CONNECT_SECONDS),
        limits=httpx.Limits(max_connections=200, max_keepalive_connections=50),
        headers={"user-agent": "afterwrite"},
    )


@asynccontextmanager
async def asked(
    client: httpx.AsyncClient, endpoint: Endpoint, body: Mapping[str, Any]
) -> AsyncIterator[AsyncIterator[ServerSentEvent]]:
    """The events that answer a request.

    Raises:
        ProviderError: whatever goes wrong, until the block ends.
    """
    headers = {**endpoint.headers, "accept": "text/event-stream"}
    try:
        async with client.stream("POST", endpoint.url, json=dict(body), headers=headers) as answer:
            if answer.status_code != httpx.codes.OK:
                raise _refusal(answer)
            yield EventSource(answer).aiter_sse()
    except httpx.TimeoutException:
        raise ProviderError(Failure.PROVIDER_TIMEOUT) from None
    except (httpx.RemoteProtocolError, httpx.ReadError, AttributeError, TypeError):
        # The latter two: what it sends is JSON, and not of the protocol.
        raise ProviderError(Failure.STREAM_CUT) from None
    except (httpx.HTTPError, httpx.InvalidURL, SSEError):
        raise ProviderError(Failure.PROVIDER_UNAVAILABLE) from None


def data_of(event: ServerSentEvent) -> dict[str, Any]:
    """The object that an event carries.

    Raises:
        ProviderError: it carries none.
    """
    try:
        data = json.loads(event.data)
    except (ValueError, RecursionError):
        raise ProviderError(Failure.STREAM_CUT) from None
    if not isinstance(data, dict):
        raise ProviderError(Failure.STREAM_CUT)
    return data


def whole(value: object) -> int | None:
    """A count that a provider has told, if it is one."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _refusal(answer: httpx.Response) -> ProviderError:
    status = answer.status_code
    if status in _KEY:
        return ProviderError(Failure.PROVIDER_KEY)
    if status in _ENOUGH:
        return ProviderError(
            Failure.PROVIDER_RATE_LIMIT, retry_after=retry_after(answer.headers.get("retry-after"))
        )
    if status in _TIMEOUT:
        return ProviderError(Failure.PROVIDER_TIMEOUT)
    if httpx.codes.is_client_error(status):
        return ProviderError(Failure.PROVIDER_MODEL)
    return ProviderError(Failure.PROVIDER_UNAVAILABLE)
