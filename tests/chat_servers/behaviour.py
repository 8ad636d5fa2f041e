"""How a stand-in for a model's provider behaves, and what it got."""

import threading
from dataclasses import dataclass, field, fields, replace
from typing import Any

#: Answered with the last message's text.
ECHO = "echo"


@dataclass(frozen=True)
class Behaviour:
    """Of one answer."""

    reply: str = ECHO
    #: Before the first byte, and between two words.
    latency_ms: float = 0.0
    word_ms: float = 0.0
    #: Another than 200 is an error, with this header if it is given.
    status: int = 200
    retry_after: str | None = None
    #: The line goes dead after so many words; None: it does not.
    cut_after: int | None = None
    #: Whether it says how many tokens it has used.
    counts: bool = True

    @classmethod
    def of(cls, given: dict[str, Any]) -> "Behaviour":
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in given.items() if name in known})


@dataclass(frozen=True)
class Got:
    """One request."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def text(self) -> str:
        """All that was told to the model."""
        system = str(self.body.get("system") or "")
        return "\n".join([system, *(str(each["content"]) for each in self.body["messages"])])


@dataclass
class ChatServers:
    """Both protocols on one port: `/v1/chat/completions` and `/v1/messages`."""

    url: str = ""
    usual: Behaviour = field(default_factory=Behaviour)
    #: Of the next answers, one by one; then the usual one for ever.
    next: list[Behaviour] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    #: While it is not set, no answer gets further than its first word.
    going_on: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, got: Got) -> Behaviour:
        with self._lock:
            self.got.append(got)
            return self.next.pop(0) if self.next else self.usual

    def behave(self, **changes: Any) -> None:
        self.usual = replace(self.usual, **changes)
