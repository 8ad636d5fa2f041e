"""Bodies of questions to the assistant and of its documents, and what it answers."""

from typing import Any

from api_hooks.openapi.bodies import CLIENT_ID, body, named

_DOCUMENT_EXAMPLE = {
    "businessId": "5f0c8a52-9d5e-4a86-8f6e-0a4f5a6f2f11",
    "title": "How we train in heat",
    "language": "en",
    "text": "Drink before you are thirsty.\n\nBegin later in the evening.",
}

#: For the route that stores a document.
DOCUMENT_REQUEST = body(
    named("GivenDocument"),
    a_business_s=_DOCUMENT_EXAMPLE,
    a_new_version={
        **{name: value for name, value in _DOCUMENT_EXAMPLE.items() if name != "businessId"},
        "id": "0b8f1f0e-93a5-4f0b-9d0e-7d3f3a1d2c11",
    },
)

#: For the route that asks the assistant, and what it answers.
CHAT_REQUEST = body(
    named("ChatQuestion"),
    about_oneself={"messages": [{"id": "m-1", "role": "user", "content": "How ready am I today, and why?"}]},
    about_an_athlete={
        "athleteId": CLIENT_ID,
        "provider": "ANTHROPIC",
        "messages": [{"id": "m-2", "role": "user", "parts": [{"type": "text", "text": "What is planned?"}]}],
    },
)

_CHAT_STREAM = (
    'event: start\ndata: {"conversationId":"...","messageId":"...","answerId":"...","provider":"OPENAI",'
    '"model":"...","replayed":false}\n\n'
    'event: context\ndata: {"parts":[{"name":"athlete","tokens":412,"how":"hit","tookMs":2}]}\n\n'
    'event: delta\ndata: {"text":"Readiness is "}\n\n'
    'event: usage\ndata: {"promptTokens":913,"completionTokens":57,"estimated":false}\n\n'
    'event: done\ndata: {"answerId":"...","state":"DONE","isShort":false}\n\n'
)

#: The schema of such a stream is that of its events.
_EVENT = {
    "type": "object",
    "properties": {"event": {"type": "string"}, "data": {"type": "string", "description": "a JSON object"}},
    "required": ["event", "data"],
}

CHAT_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A stream of events: `start`, `context`, `delta` any number of times, `usage`, and at"
        " last `done` or `error`; `fallback` where somebody else answers than was to. Lines that begin with a"
        " colon are signs of life.",
        "content": {"text/event-stream": {"schema": _EVENT, "example": _CHAT_STREAM}},
        "headers": {
            "x-knowledge-skills": {
                "description": "always an empty list: what an answer rests on is in `context`",
                "schema": {"type": "string"},
            }
        },
    }
}
