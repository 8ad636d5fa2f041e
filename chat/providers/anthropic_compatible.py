"""Endpoints that speak Anthropic's protocol of messages, streamed."""

from collections.abc import AsyncGenerator
from types import MappingProxyType
from typing import Any

import httpx

from chat.pieces import Delta, End, Failure, Piece, ProviderError, Usage
from chat.prompt import Prompt
from chat.providers.asking import Endpoint, asked, data_of, whole
from domain.chat import ProviderName

VERSION = "2023-06-01"

#: What an error in the middle of a stream is.
_ERRORS = MappingProxyType(
    {
        "authentication_error": Failure.PROVIDER_KEY,
        "permission_error": Failure.PROVIDER_KEY,
        "rate_limit_error": Failure.PROVIDER_RATE_LIMIT,
        "overloaded_error": Failure.PROVIDER_UNAVAILABLE,
        "invalid_request_error": Failure.PROVIDER_MODEL,
        "not_found_error": Failure.PROVIDER_MODEL,
    }
)


class AnthropicCompatible:
    """One endpoint; parameters as of `OpenAiCompatible`, with a base URL such as https://api.anthropic.com."""

    def __init__(
        self, name: ProviderName, base_url: str, key: str | None, model: str, client: httpx.AsyncClient
    ) -> None:
        self.name = name
        self.model = model
        headers = {"anthropic-version": VERSION} | ({"x-api-key": key} if key else {})
        self._endpoint = Endpoint(base_url.rstrip("/") + "/v1/messages", headers)
        self._client = client

    async def answer(self, prompt: Prompt, max_tokens: int) -> AsyncGenerator[Piece, None]:
        """The answer, piece by piece; see `chat.providers.asking.Provider`."""
        body = {
            "model": self.model,
            "system": prompt.system,
            "messages": [{"role": said.speaker.value, "content": said.text} for said in prompt.messages],
            "max_tokens": max_tokens,
            "stream": True,
        }
        reason: str | None = None
        async with asked(self._client, self._endpoint, body) as events:
            async for event in events:
                data = data_of(event)
                match data.get("type"):
                    case "message_start":
                        # What came is counted at the end: this is the first token or two of it.
                        yield Usage(_usage(data.get("message") or {}).prompt)
                    case "content_block_delta":
                        if text := (data.get("delta") or {}).get("text"):
                            yield Delta(str(text))
                    case "message_delta":
                        reason = (data.get("delta") or {}).get("stop_reason") or reason
                        yield _usage(data)
                    case "error":
                        raise _error(data)
                    case "message_stop":
                        yield End(is_short=reason == "max_tokens")
                        return
        raise ProviderError(Failure.STREAM_CUT)


def _usage(holder: dict[str, Any]) -> Usage:
    usage = holder.get("usage") or {}
    return Usage(whole(usage.get("input_tokens")), whole(usage.get("output_tokens")))


def _error(data: dict[str, Any]) -> ProviderError:
    kind = (data.get("error") or {}).get("type")
    return ProviderError(_ERRORS.get(str(kind), Failure.PROVIDER_UNAVAILABLE))
