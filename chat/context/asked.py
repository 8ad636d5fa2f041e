"""What a context is asked for, and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias
from uuid import UUID

from chat.scrubbing import Scrubber
from domain.languages import LanguageCode

#: How a part came about: kept and still true; read for this one; not there in time, and on its way into the
#: cache; not asked for, or nothing for it to be about; could not be read.
How: TypeAlias = Literal["hit", "miss", "late", "off", "failed"]


@dataclass(frozen=True, slots=True)
class ContextAsk:
    """A question, who asks it, and what the answer may rest on."""

    #: The user who asks: decides what may be read.
    user_id: UUID
    question: str
    #: The athlete that it is about; None for none in particular.
    client_id: UUID | None = None
    #: The athlete that it is about, of whom nothing may be used: for the names that are not to be told.
    named_id: UUID | None = None
    #: The business that it is asked in, where it is about no athlete.
    business_id: UUID | None = None
    #: Only these documents; none named: all that are about the athlete (or of the business).
    document_ids: Sequence[UUID] = ()
    #: Whether any document may be quoted.
    quotes: bool = True
    #: Whether the web may be searched. The question's words are never taken for a wish.
    web_search: bool = False
    #: Seconds for all of it. What is not there by then is left out.
    budget_seconds: float = 2.0
    language: LanguageCode = LanguageCode.ENGLISH


@dataclass(frozen=True, slots=True)
class Part:
    """One part. Without text it says nothing: `how` tells why."""

    name: str
    text: str
    #: Estimated, and rather too many than too few.
    tokens: int
    how: How
    #: From the question until it was there, or given up.
    took_ms: int


@dataclass(frozen=True, slots=True)
class Context:
    """All parts in the order of their importance, also those that are left out."""

    parts: tuple[Part, ...]
    #: Takes people's names out of other texts, such as the messages. None where it is not known whose names
    #: those are, since the database did not answer: then nothing should be sent to anybody.
    scrubber: Scrubber | None = field(default=None, repr=False)

    @property
    def tokens(self) -> int:
        """Of all parts together, estimated."""
        return sum(part.tokens for part in self.parts)

    @property
    def missing(self) -> list[str]:
        """The names of parts that could not be read now."""
        return [part.name for part in self.parts if part.how in {"late", "failed"}]

    def facts(self) -> list[dict[str, str | int]]:
        """The parts without their texts, for logs and for what is kept of an answer."""
        return [
            {"name": part.name, "tokens": part.tokens, "how": part.how, "tookMs": part.took_ms}
            for part in self.parts
        ]
