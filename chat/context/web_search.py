"""Searching the web, through the one address that the settings name.

It speaks to a SearXNG, or to whatever answers like one: GET with `q`, `language` and `format=json`, and in
the answer `results` with `title`, `url` and `content`. Nothing that a result names is ever fetched, and
redirects are not followed: a question cannot make this process call anybody.
"""

from dataclasses import dataclass
from typing import Any, Self

import httpx
import orjson

from runtime.settings import Settings

#: Results that are told at most.
MOST_RESULTS = 3
#: Characters of a question that are searched for, and of a result that are told.
_LONGEST_QUESTION = 400
_LONGEST_TITLE, _LONGEST_CONTENT, _LONGEST_URL = 200, 1_000, 300
#: A longer answer is no answer.
_MOST_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """One result, as its page was found to be by whoever searches."""

    title: str
    url: str
    content: str


class SearchError(Exception):
    """Raised when the search does not answer, or answers something else."""


class WebSearch:
    """The search that is set up.

    Args:
        url: of its endpoint.
        key: for a bearer token; None for none.
        timeout_seconds: for each step of a call.
    """

    def __init__(self, url: str, key: str | None, timeout_seconds: float) -> None:
        self._url = url
        headers = {"accept": "application/json", "user-agent": "afterwrite"}
        if key:
            headers["authorization"] = f"Bearer {key}"
        # No proxy and no netrc of the environment: the setting alone says where this goes.
        self._client = httpx.AsyncClient(
            headers=headers, timeout=timeout_seconds, follow_redirects=False, trust_env=False
        )

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """As the settings have it; None where they have none."""
        if settings.chat_search_url is None:
            return None
        key = settings.chat_search_key
        return cls(
            settings.chat_search_url,
            key.get_secret_value() if key else None,
            settings.chat_search_timeout_seconds,
        )

    async def search(self, question: str, language: str) -> list[Found]:
        """What is found, the best first.

        Raises:
            SearchError: no answer, or none that can be read.
        """
        asked = {"q": question[:_LONGEST_QUESTION], "language": language, "format": "json"}
        try:
            answer = orjson.loads(await self._get(asked))
        except (httpx.HTTPError, orjson.JSONDecodeError) as error:
            raise SearchError(type(error).__qualname__) from error
        results = answer.get("results") if isinstance(answer, dict) else None
        if not isinstance(results, list):
            raise SearchError("no results in the answer")
        return [_found(each) for each in results if isinstance(each, dict)][:MOST_RESULTS]

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def _get(self, asked: dict[str, str]) -> bytes:
        url = httpx.URL(self._url)
        async with self._client.stream("GET", url.copy_merge_params(asked)) as answer:
            if answer.status_code != httpx.codes.OK:
                raise SearchError(f"HTTP status {answer.status_code}")
            body = b""
            async for more in answer.aiter_bytes():
                body += more
                if len(body) > _MOST_BYTES:
                    raise SearchError("the answer is too long")
        return body


def _found(result: dict[str, Any]) -> Found:
    def text(name: str, longest: int) -> str:
        given = result.get(name)
        return " ".join(given.split())[:longest] if isinstance(given, str) else ""

    return Found(text("title", _LONGEST_TITLE), text("url", _LONGEST_URL), text("content", _LONGEST_CONTENT))
