"""An answer while it is being made: its text, what it has cost, and those who listen."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from chat.events import LAST, Event, Kind
from chat.pieces import Failure, Usage
from domain.chat import AnswerState, ProviderName


@dataclass(slots=True)
class Answer:
    """One answer. Those who listen come and go; it goes on."""

    id: UUID
    conversation_id: UUID
    provider: ProviderName
    model: str | None
    text: str = ""
    state: AnswerState = AnswerState.PENDING
    failure: Failure | None = None
    #: As the provider has counted, as far as it has.
    usage: Usage = field(default_factory=Usage)
    #: What was sent, estimated; 0 where nothing was.
    sent_tokens: int = 0
    first_token_ms: int | None = None
    context: list[dict[str, Any]] | None = None
    events: list[Event] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, kind: Kind, **data: Any) -> None:
        """Tell those who listen."""
        self.events.append(Event(kind, data))
        news, self._news = self._news, asyncio.Event()
        news.set()

    def add(self, text: str) -> None:
        """More of its text."""
        if not text:
            return
        if self.first_token_ms is None:
            self.first_token_ms = self.age_ms
        self.text += text
        self.tell("delta", text=text)

    async def news(self, seen: int, patience: float) -> bool:
        """Wait until there are more events than these; False if there were none in so many seconds."""
        try:
            async with asyncio.timeout(patience):
                while len(self.events) <= seen:
                    await self._news.wait()
        except TimeoutError:
            return False
        return True

    @property
    def age_ms(self) -> int:
        """How long it has been since it was asked for."""
        return round((time.monotonic() - self._began) * 1000)

    @property
    def is_over(self) -> bool:
        """Whether there is no more to tell."""
        return bool(self.events) and self.events[-1].kind in LAST
