"""Endpoints that speak OpenAI's protocol of chat completions, streamed."""

from collections.abc import AsyncGenerator
from typing import Any
from urllib.parse import urlsplit

import httpx

from chat.pieces import Delta, End, Failure, Piece, ProviderError, Usage
from chat.prompt import Prompt
from chat.providers.asking import Endpoint, asked, data_of, whole
from domain.chat import ProviderName

#: Where the newer name of the limit is wanted; elsewhere the older one is understood by more servers.
_NEWER_NAMES = frozenset({"api.openai.com"})

_DONE = "[DONE]"


class OpenAiCompatible:
    """One endpoint.

    Args:
        name: what it is called here.
        base_url: as the vendor's own client takes it, such as https://api.openai.com/v1.
        key: None where none is wanted.
        model: by the endpoint's name for it.
        client: shared with others.
    """

    def __init__(
        self, name: ProviderName, base_url: str, key: str | None, model: str, client: httpx.AsyncClient
    ) -> None:
        self.name = name
        self.model = model
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._endpoint = Endpoint(base_url.rstrip("/") + "/chat/completions", headers)
        is_newer = urlsplit(base_url).hostname in _NEWER_NAMES
        self._limit = "max_completion_tokens" if is_newer else "max_tokens"
        self._client = client

    async def answer(self, prompt: Prompt, max_tokens: int) -> AsyncGenerator[Piece, None]:
        """The answer, piece by piece; see `chat.providers.asking.Provider`."""
        body = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": prompt.system},
                *({"role": said.speaker.value, "content": said.text} for said in prompt.messages),
            ],
            "stream": True,
            "stream_options": {"include_usage": True},
            self._limit: max_tokens,
        }
        reason: str | None = None
        async with asked(self._client, self._endpoint, body) as events:
            async for event in events:
                if event.data == _DONE:
                    break
                data = data_of(event)
                if "error" in data:
                    raise ProviderError(Failure.PROVIDER_UNAVAILABLE)
                for choice in data.get("choices") or ():
                    reason = choice.get("finish_reason") or reason
                    if text := (choice.get("delta") or {}).get("content"):
                        yield Delta(str(text))
                if usage := data.get("usage"):
                    yield _usage(usage)
        if reason is None:  # it has said neither why it ended, nor that it has
            raise ProviderError(Failure.STREAM_CUT)
        yield End(is_short=reason == "length")


def _usage(usage: dict[str, Any]) -> Usage:
    return Usage(whole(usage.get("prompt_tokens")), whole(usage.get("completion_tokens")))
