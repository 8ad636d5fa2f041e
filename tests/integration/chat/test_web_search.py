"""The web is searched if the asker says so and somebody has set up where; nobody else is called."""

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chat.context.asked import ContextAsk, Part
from chat.context.assemble import assemble
from tests.club import Club
from tests.integration.chat.conftest import Sources, part_of

pytestmark = pytest.mark.integration

RESULT = {
    "title": "Training\nin heat",
    "url": "https://example.org/heat",
    "content": "Begin slowly.",
    "score": 1,
}


class Engine:
    """A search engine that answers what it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.status, self.headers = 200, dict[str, str]()
        self.body = json.dumps({"results": [RESULT] * 5}).encode()
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.authorization: str | None = None


@pytest.fixture
def engine() -> Iterator[Engine]:
    state = Engine()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            state.asked.append((parts.path, query))
            state.authorization = self.headers["authorization"]
            self.send_response(state.status)
            for name, value in ({"content-length": str(len(state.body))} | state.headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(state.body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        state.url = f"http://127.0.0.1:{server.server_address[1]}/search?engines=a"
        yield state
        server.shutdown()
        thread.join()


def web(club: Club, sources: Sources, question: str, *, wanted: bool = True, **settings: Any) -> Part:
    async def story() -> Part:
        async with sources(**settings) as process:
            ask = ContextAsk(
                club.coach, question, client_id=club.athlete, web_search=wanted, budget_seconds=30
            )
            return part_of(await assemble(ask, process), "web")

    return asyncio.run(story())


def test_g8_no_word_of_a_question_is_taken_for_a_wish(club: Club, sources: Sources, engine: Engine) -> None:
    question = "Hur mår Åsa idag, och vad säger nätet? Search the web!"
    assert web(club, sources, question, wanted=False, chat_search_url=engine.url).how == "off"
    assert web(club, sources, question).how == "off"
    assert engine.asked == []


def test_a_few_results_are_told_and_the_question_leaves_without_names(
    club: Club, sources: Sources, engine: Engine
) -> None:
    settings = {"chat_search_url": engine.url, "chat_search_key": "a key"}
    part = web(club, sources, "May Åsa train in heat? Mail robin@example.org", **settings)
    assert part.text.split("\n\n") == ["Training in heat (https://example.org/heat)\nBegin slowly."] * 3
    scrubbed = {"q": "May the athlete train in heat? Mail [e-mail]", "language": "en", "format": "json"}
    assert engine.asked == [("/search", {"engines": "a"} | scrubbed)]
    assert engine.authorization == "Bearer a key"
    assert web(club, sources, "May Åsa train in heat? Mail robin@example.org", **settings).how == "hit"


NO_ANSWERS: tuple[tuple[int, dict[str, str], bytes], ...] = (
    (302, {"location": "/elsewhere"}, b""),
    (500, {}, b"oops"),
    (200, {}, b"<html>"),
    (200, {}, b'{"results": 7}'),
    (200, {}, b"[" + b"1," * 300_000 + b"1]"),
)


def test_what_is_no_answer_is_left_out(club: Club, sources: Sources, engine: Engine) -> None:
    for engine.status, engine.headers, engine.body in NO_ANSWERS:
        assert web(club, sources, "heat", chat_search_url=engine.url).how == "failed"
    assert [path for path, _ in engine.asked] == ["/search"] * len(NO_ANSWERS)


def test_a_proxy_of_the_environment_is_not_asked(
    club: Club, sources: Sources, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert web(club, sources, "heat", chat_search_url=engine.url).how == "miss"
