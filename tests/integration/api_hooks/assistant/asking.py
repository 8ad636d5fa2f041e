"""Asking the assistant in tests: the app with a stand-in for its providers, and reading its streams."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass
class Stream:
    """What came of a question: events in their order, by kind and data."""

    status: int
    headers: httpx.Headers
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    heartbeats: int = 0

    @property
    def kinds(self) -> list[str]:
        """Each kind, several of the same in a row once."""
        kinds = [kind for kind, _ in self.events]
        return [kind for number, kind in enumerate(kinds) if not number or kinds[number - 1] != kind]

    @property
    def text(self) -> str:
        return "".join(data["text"] for kind, data in self.events if kind == "delta")

    def data(self, kind: str) -> dict[str, Any]:
        return next(data for found, data in self.events if found == kind)


def body(question: str, **more: Any) -> dict[str, Any]:
    message_id = more.pop("message_id", None)
    message = {"role": "user", "content": question} | ({"id": message_id} if message_id else {})
    return {"messages": [message], **more}


def ask(api: httpx.Client, question: str, headers: dict[str, str], **more: Any) -> Stream:
    """Ask, and listen to the end. What is refused has no events: `Stream.data` fails then."""
    with api.stream("POST", "/api/ai/chat", json=body(question, **more), headers=headers) as answer:
        stream = Stream(answer.status_code, answer.headers)
        if answer.status_code != 200:
            stream.events.append(("refused", json.loads(answer.read())))
            return stream
        for event in events_of(answer, stream):
            stream.events.append(event)
        return stream


@contextmanager
def asking(
    api: httpx.Client, question: str, headers: dict[str, str], **more: Any
) -> Iterator[Iterator[tuple[str, dict[str, Any]]]]:
    """Ask, and listen as long as the block wants to."""
    with api.stream("POST", "/api/ai/chat", json=body(question, **more), headers=headers) as answer:
        assert answer.status_code == 200, answer.read()
        yield events_of(answer, Stream(200, answer.headers))


def events_of(answer: httpx.Response, stream: Stream) -> Iterator[tuple[str, dict[str, Any]]]:
    kind = ""
    for line in answer.iter_lines():
        if line.startswith(":"):
            stream.heartbeats += 1
        elif line.startswith("event: "):
            kind = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield kind, json.loads(line.removeprefix("data: "))
