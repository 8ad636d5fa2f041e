"""Makes what stands what is wanted: effects that are missing are made, those no longer wanted withdrawn.

All in the transaction of the run. A constant number of statements per kind, whatever the number of effects.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from domain.effects import Because, Difference, Standing, Wanted, difference
from domain.notices import NOTICE
from storage.effects import keep_before, withdraw_effects, write_effects
from storage.notices import hold_notices


class Kind(Protocol):
    """Makes and undoes the effects of one kind, in the transaction of the connection, a batch at a time."""

    def make(
        self, connection: Connection[DictRow], wanted: Sequence[Wanted]
    ) -> Mapping[str, Mapping[str, Any]]:
        """Make the changes; answers what their subjects were before, by effect key, where there were any."""

    def undo(
        self, connection: Connection[DictRow], withdrawn: Sequence[tuple[Standing, Because]]
    ) -> Collection[UUID]:
        """Undo the changes; answers the ids of effects whose subject a person has touched since.

        Such a subject is left as it is.
        """


@dataclass(frozen=True, slots=True)
class Settled:
    """What was done."""

    made: list[Wanted] = field(default_factory=list)
    withdrawn: list[tuple[Standing, Because]] = field(default_factory=list)
    #: Ids of withdrawn effects whose subject a person has touched since: it was left as it is.
    left: frozenset[UUID] = field(default=frozenset())


def settle_effects(
    connection: Connection[DictRow],
    lane: str,
    standing: Iterable[Standing],
    wanted: Iterable[Wanted],
    kinds: Mapping[str, Kind],
    *,
    over: frozenset[str] = frozenset(),
) -> Settled:
    """Make and withdraw effects until those that stand are the wanted ones.

    What takes another one's place is made of what the subject was before that one, so that nothing compounds:
    the old one is undone first.

    Args:
        connection: in the transaction of the run.
        lane: whose effects these are.
        standing: those that stand, of all athletes and days that `wanted` speaks for, and of no others
            (`storage.effects.standing_effects`).
        wanted: those that are called for.
        kinds: who makes and undoes them, by `Wanted.kind`. Undone in reverse order, made in this one.
        over: keys that are not wanted any more because what they were made for is over.

    Raises:
        KeyError: an effect's kind is not among `kinds`.
    """
    found = difference(standing, wanted, over=over)
    named = {effect.kind for effect in found.make} | {effect.kind for effect, _ in found.withdraw}
    if unknown := named - kinds.keys():
        raise KeyError(f"nobody makes and undoes effects of kind {min(unknown)!r}")
    if found.withdraw and (notices := _notices(found)):
        hold_notices(connection, notices)
    left = _undo(connection, found.withdraw, kinds) if found.withdraw else frozenset()
    if not found.make:
        return Settled([], found.withdraw, left)
    written = write_effects(connection, lane, found.make)
    made = [effect for effect in found.make if effect.key in written]
    before: dict[str, Mapping[str, Any]] = {}
    for name, kind in kinds.items():
        if effects := [effect for effect in made if effect.kind == name]:
            before |= kind.make(connection, effects)
    if before:
        keep_before(connection, before)
    return Settled(made, found.withdraw, left)


def _notices(found: Difference) -> list[str]:
    raised = [effect.key for effect in found.make if effect.kind == NOTICE]
    return raised + [effect.key for effect, _ in found.withdraw if effect.kind == NOTICE]


def _undo(
    connection: Connection[DictRow],
    withdrawn: Sequence[tuple[Standing, Because]],
    kinds: Mapping[str, Kind],
) -> frozenset[UUID]:
    left: set[UUID] = set()
    for name in reversed(list(kinds)):
        if effects := [one for one in withdrawn if one[0].kind == name]:
            left |= set(kinds[name].undo(connection, effects))
    withdraw_effects(connection, withdrawn, left)
    return frozenset(left)
