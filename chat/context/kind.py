"""What a part is: what it depends on, how it is read, and what it may cost."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from chat.context.sources import ContextSources
from chat.context.turn import Turn

#: What a part's text depends on; None where there is nothing for it to be about.
DependsOn: TypeAlias = Callable[[Turn, ContextSources], tuple[object, ...] | None]
#: The part's text; empty where it has nothing to say.
Read: TypeAlias = Callable[[Turn, ContextSources], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of part."""

    name: str
    depends_on: DependsOn
    read: Read
    #: How long it is waited for, at most.
    deadline_seconds: float
    #: Of its text, estimated.
    most_tokens: int
    #: How long it is kept, should nothing that it depends on change.
    keep_seconds: int = 3_600


def about_athlete(*versions: str) -> DependsOn:
    """Depends on these versions of the athlete's, and on the athlete's day; off where it is about none."""

    def depends_on(turn: Turn, _: ContextSources) -> tuple[object, ...] | None:
        if turn.ask.client_id is None:
            return None
        return turn.ask.client_id, turn.today, *(turn.versions[name] for name in versions)

    return depends_on


def of_athlete(turn: Turn) -> dict[str, object]:
    """Parameters of what is read of the athlete."""
    return {"client_id": turn.ask.client_id, "today": turn.today}
