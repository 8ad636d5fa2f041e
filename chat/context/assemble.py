"""Assembling a context: one look at the versions, one at the cache, and what is missing read at once."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from chat.context.asked import Context, ContextAsk, How, Part
from chat.context.errors import ContextRefusedError
from chat.context.kept import key_of
from chat.context.kind import Kind
from chat.context.making import LateError
from chat.context.parts.every import PARTS
from chat.context.sources import ContextSources
from chat.context.tokens import cut_to, estimate
from chat.context.turn import Turn, turn_of
from chat.scrubbing import Scrubber

_logger = structlog.get_logger(__name__)

#: Patience of what nobody waits for any more: it only fills the cache.
_BACKGROUND_SECONDS = 30.0


async def assemble(ask: ContextAsk, sources: ContextSources) -> Context:
    """The context of a question, within its budget.

    Nothing that fails or is late is an error: that part is left out, and says so.

    Raises:
        ContextRefusedError: no such user; an athlete or a document that the user may not see.
    """
    clock = asyncio.get_running_loop().time
    began = clock()
    deadline = began + ask.budget_seconds
    try:
        turn = await sources.making.once(lambda: turn_of(ask, sources.reader), deadline)
    except ContextRefusedError:
        raise
    except Exception as error:  # noqa: BLE001  whatever it is, the conversation goes on
        how = _how_of(error, "versions")
        took_ms = _ms(clock() - began)
        return Context(tuple(Part(kind.name, "", 0, how, took_ms) for kind in PARTS))
    keys = _keys(turn, sources)
    kept = await sources.kept.look([key for key in keys.values() if key is not None])
    assembling = _Assembling(turn, sources, kept, began, deadline)
    reading = asyncio.gather(*(assembling.part(kind, keys[kind.name]) for kind in PARTS))
    scrubber, parts = await asyncio.gather(assembling.scrubber(), reading)
    return Context(_bounded(parts, sources.most_tokens), scrubber)


def _keys(turn: Turn, sources: ContextSources) -> dict[str, str | None]:
    """The key of each part; None where it is off. All depend on whose names are taken out."""
    wanted = {kind.name: kind.depends_on(turn, sources) for kind in PARTS}
    return {
        name: None if depends_on is None else key_of(name, turn.people, *depends_on)
        for name, depends_on in wanted.items()
    }


@dataclass(frozen=True, slots=True)
class _Assembling:
    turn: Turn
    sources: ContextSources
    #: Texts by key.
    kept: Mapping[str, str]
    #: By the event loop's clock.
    began: float
    deadline: float

    async def part(self, kind: Kind, key: str | None) -> Part:
        """One part: kept, or read now, or left out."""
        if key is None:
            return Part(kind.name, "", 0, "off", 0)
        text, how = await self._kept_or_read(kind, key)
        return Part(kind.name, text, estimate(text), how, _ms(self._now() - self.began))

    async def scrubber(self) -> Scrubber | None:
        """What takes names out of other texts; None where it is not known whose."""
        try:
            return await self._scrubber(self.deadline)
        except Exception as error:  # noqa: BLE001  whoever asked for the context decides what to do without
            _how_of(error, "people")
            return None

    async def _kept_or_read(self, kind: Kind, key: str) -> tuple[str, How]:
        if key in self.kept:
            return self.kept[key], "hit"
        deadline = min(self.deadline, self._now() + kind.deadline_seconds)
        try:
            return await self.sources.making.get(key, lambda: self._make(kind, key), deadline), "miss"
        except Exception as error:  # noqa: BLE001  no part is worth a conversation
            return "", _how_of(error, kind.name)

    async def _make(self, kind: Kind, key: str) -> str:
        """Read it, take the names out, cut it to size, and keep it."""
        text = await kind.read(self.turn, self.sources)
        scrubber = await self._scrubber(self._now() + _BACKGROUND_SECONDS)
        text = cut_to(scrubber(text), kind.most_tokens)
        await self.sources.kept.keep(key, text, kind.keep_seconds)
        return text

    async def _scrubber(self, deadline: float) -> Scrubber:
        return await self.sources.rosters.scrubber(self.turn.people, self.turn.parameters, deadline)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def _bounded(parts: Sequence[Part], most: int) -> tuple[Part, ...]:
    """The parts in their order, with so many tokens together: the last ones are cut first."""
    bounded, left = [], most
    for part in parts:
        text = cut_to(part.text, left)
        bounded.append(replace(part, text=text, tokens=estimate(text)))
        left -= bounded[-1].tokens
    return tuple(bounded)


def _how_of(error: Exception, name: str) -> How:
    if isinstance(error, LateError):
        return "late"
    _logger.warning("a part of a context is left out", part=name, error_type=type(error).__qualname__)
    return "failed"


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
