"""What a stream tells, and how it is written: server-sent events, each with one JSON object."""

import json
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

#: `start`: who answers, and what the messages are called. `context`: the parts that the answer rests on.
#: `fallback`: somebody else answers. `delta`: more text. `usage`: tokens. Then `done` or `error`, the last
#: one.
Kind: TypeAlias = Literal["start", "context", "fallback", "delta", "usage", "done", "error"]

LAST = frozenset({"done", "error"})

#: A sign of life: a comment, which readers of events leave out.
HEARTBEAT = b": still here\n\n"


@dataclass(frozen=True, slots=True)
class Event:
    """One event."""

    kind: Kind
    data: dict[str, Any]

    def written(self) -> bytes:
        """As it is sent. JSON has no line breaks, so that one `data` line is enough."""
        text = json.dumps(self.data, ensure_ascii=False, separators=(",", ":"), default=str)
        return f"event: {self.kind}\ndata: {text}\n\n".encode()
