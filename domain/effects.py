"""Effects: what a check-in sets in motion outside its row, and the difference between wanted and standing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID


class Because(StrEnum):
    """Why an effect was withdrawn."""

    #: The check-in that called for it was corrected, or a day that it looks at was.
    CORRECTED = "CORRECTED"
    #: Another one of the same effect key took its place.
    REPLACED = "REPLACED"
    #: What it was made for is over.
    OVER = "OVER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An effect that what is known calls for.

    `cause` and `after` hold what JSON can say: codes and numbers, and no text that a person wrote.
    """

    #: Its unique name: of all effects with this key, one stands at most.
    key: str
    #: Who makes and undoes it: a name of `tasks.effects.Kind`.
    kind: str
    client_id: UUID
    #: The check-in that calls for it: its local day, and its revision.
    date: date
    revision: int
    #: Why: rules, and the values that met them.
    cause: Mapping[str, Any]
    #: What it makes of its subject.
    after: Mapping[str, Any]
    #: Id of the row that it changes, where that row is not its own.
    subject: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An effect that was made, and is not withdrawn."""

    id: UUID
    key: str
    kind: str
    client_id: UUID
    date: date
    revision: int
    after: Mapping[str, Any]
    subject: str | None = None
    #: What its subject was before; None where there was none.
    before: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What is to be done so that what stands is what is wanted."""

    make: list[Wanted] = field(default_factory=list)
    withdraw: list[tuple[Standing, Because]] = field(default_factory=list)


def difference(
    standing: Iterable[Standing],
    wanted: Iterable[Wanted],
    *,
    over: frozenset[str] = frozenset(),
) -> Difference:
    """Hold what is wanted against what stands.

    An effect stands for as long as its kind and what it makes of its subject are as wanted: that a later
    revision, or another day, calls for the same does not make it anew.

    Args:
        standing: Effects that stand, each key once.
        wanted: Effects that are called for. Of one key the last counts.
        over: Keys that are no longer wanted because what they were made for is over, and not because
            something was corrected.
    """
    left = {effect.key: effect for effect in wanted}
    found = Difference()
    for effect in standing:
        wish = left.pop(effect.key, None)
        if wish is None:
            found.withdraw.append((effect, Because.OVER if effect.key in over else Because.CORRECTED))
        elif (wish.kind, dict(wish.after)) != (effect.kind, dict(effect.after)):
            found.withdraw.append((effect, Because.REPLACED))
            found.make.append(wish)
    found.make.extend(left.values())
    return found
