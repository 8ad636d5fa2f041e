"""The kinds of effects of the cascade: cases, restrictions, and what becomes of planned workouts."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from domain.effects import Because, Standing, Wanted
from domain.injuries.workout_change import Plan
from storage.injury_cases import make_cases, make_restrictions, undo_cases, undo_restrictions
from storage.workouts import change_workouts, restore_workouts


class CaseEffects:
    """A `tasks.effects.Kind`: the row of a case. One that a person has assessed is theirs, and is left."""

    def make(
        self, connection: Connection[DictRow], wanted: Sequence[Wanted]
    ) -> Mapping[str, Mapping[str, Any]]:
        """Write them."""
        make_cases(connection, [(effect.client_id, effect.after) for effect in wanted])
        return {}

    def undo(
        self, connection: Connection[DictRow], withdrawn: Sequence[tuple[Standing, Because]]
    ) -> Collection[UUID]:
        """Withdraw them; one that only changes is written again by `make`."""
        undone = undo_cases(connection, [effect.after["id"] for effect, _ in withdrawn])
        return [effect.id for effect, _ in withdrawn if effect.after["id"] not in undone]


class RestrictionEffects:
    """A `tasks.effects.Kind`: the row of a restriction. What a person has cleared or changed is left."""

    def make(
        self, connection: Connection[DictRow], wanted: Sequence[Wanted]
    ) -> Mapping[str, Mapping[str, Any]]:
        """Write them."""
        make_restrictions(connection, [(effect.client_id, effect.after) for effect in wanted])
        return {}

    def undo(
        self, connection: Connection[DictRow], withdrawn: Sequence[tuple[Standing, Because]]
    ) -> Collection[UUID]:
        """Lift them; one that only changes is written again by `make`."""
        undone = undo_restrictions(connection, [effect.after for effect, _ in withdrawn])
        return [effect.id for effect, _ in withdrawn if effect.after["id"] not in undone]


class WorkoutEffects:
    """A `tasks.effects.Kind` for one run, which has locked the workouts."""

    def __init__(self, originals: Mapping[UUID, Plan]) -> None:
        #: The workouts as they were planned.
        self._originals = originals

    def make(
        self, connection: Connection[DictRow], wanted: Sequence[Wanted]
    ) -> Mapping[str, Mapping[str, Any]]:
        """Change them, from what was planned."""
        changes = [
            (effect.key, str(effect.subject), self._originals[UUID(effect.subject)], effect.after)
            for effect in wanted
        ]
        change_workouts(connection, changes)
        return {key: plan.to_json() for key, _, plan, _ in changes}

    def undo(
        self, connection: Connection[DictRow], withdrawn: Sequence[tuple[Standing, Because]]
    ) -> Collection[UUID]:
        """Give back what was planned, unless a person has touched the workout, or has done it."""
        restored = restore_workouts(
            connection,
            [
                (effect.key, str(effect.subject), effect.before or effect.after, effect.after)
                for effect, _ in withdrawn
            ],
        )
        return [effect.id for effect, _ in withdrawn if effect.key not in restored]
