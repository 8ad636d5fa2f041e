"""What is wanted of an athlete's planned workouts: one effect each at most, computed from the plan.

A workout that a person has changed since is theirs: the cause that had changed it never does so again.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from domain.effects import Standing, Wanted
from domain.injuries import keys
from domain.injuries.causes import Cause, case_causes, strongest
from domain.injuries.decision import Decision
from domain.injuries.followed import Followed
from domain.injuries.kept import Kept
from domain.injuries.kinds import WORKOUT
from domain.injuries.situation import Planned, Situation
from domain.injuries.workout_change import Plan
from domain.workouts import WorkoutStatus


def as_it_stands(effect: Standing) -> Wanted:
    """To want an effect exactly as it stands: nothing is done about it."""
    return Wanted(
        key=effect.key,
        kind=effect.kind,
        client_id=effect.client_id,
        date=effect.date,
        revision=effect.revision,
        cause={},
        after=effect.after,
        subject=effect.subject,
    )


class Workouts:
    """The workouts of one situation: as they were planned, as they are, and what is wanted of them."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._standing = {one.subject: one for one in situation.standing if one.kind == WORKOUT}
        self._all = [each for each in situation.workouts if self._is_spoken_for(each)]
        self._ids = {str(workout.id) for workout in self._all}
        self._touched: set[UUID] = set()
        #: Each workout as it was planned; what a person has made of it is their plan.
        self.originals = {workout.id: self._original(workout) for workout in self._all}

    def speak_for(self, effect: Standing) -> bool:
        """Whether `wanted` says what is to become of an effect; that of a workout that is gone goes too."""
        return effect.subject in self._ids or effect.date >= self._situation.start

    def changed_by(self, cause: Cause, first: date, last: date) -> int:
        """How many workouts of these days a cause changes by itself."""
        plans = [self.originals[workout.id] for workout in self._all if first <= workout.date <= last]
        return sum(cause.makes(plan) is not None for plan in plans)

    def wanted(
        self, cases: Sequence[Followed], fatigue: Mapping[date, Cause], kept: Sequence[Kept]
    ) -> list[Wanted]:
        """The wanted effects.

        Args:
            cases: those that are followed.
            fatigue: that of single days.
            kept: cases that a person keeps: what they had changed before stays until they are over.
        """
        found = []
        for workout in self._all:
            causes = case_causes(cases, workout.date)
            if workout.date in fatigue:
                causes.append(fatigue[workout.date])
            held = frozenset(keys.cause(case.kind, case.part) for case in kept if case.imposes(workout.date))
            if wish := self._of(workout, causes, held):
                found.append(wish)
        return found

    def _of(self, workout: Planned, causes: list[Cause], held: frozenset[str]) -> Wanted | None:
        best = strongest(causes, self.originals[workout.id])
        effect = self._standing.get(str(workout.id))
        if effect is None:
            return self._made(workout, best)
        cause = keys.cause_of(effect.key)
        if workout.now.status == WorkoutStatus.COMPLETED:
            stays = cause in held or any(each.key == cause for each in causes)
        elif cause in held:
            stays = best is None or best[0].decision.rank <= Decision(effect.after["decision"]).rank
        else:
            stays = workout.id in self._touched and best is not None and best[0].key == cause
        return as_it_stands(effect) if stays else self._made(workout, best)

    def _made(self, workout: Planned, best: tuple[Cause, Plan] | None) -> Wanted | None:
        if best is None:
            return None
        cause, made = best
        key = keys.workout(workout.id, cause.key)
        if key in self._situation.left:
            return None
        return Wanted(
            key=key,
            kind=WORKOUT,
            client_id=self._situation.client_id,
            date=cause.date,
            revision=cause.revision,
            cause={
                "cause": cause.key,
                "decision": cause.decision.value,
                "reasons": list(cause.reasons),
                "day": workout.date.isoformat(),
            },
            after={**made.to_json(), "decision": cause.decision.value},
            subject=str(workout.id),
        )

    def _original(self, workout: Planned) -> Plan:
        effect = self._standing.get(str(workout.id))
        if effect is None or effect.before is None:
            return workout.now
        # Not as the effect has made it: put back as it was planned, or made something else of.
        if workout.now != Plan.from_json(effect.after):
            self._touched.add(workout.id)
            return workout.now
        return Plan.from_json(effect.before)

    def _is_spoken_for(self, workout: Planned) -> bool:
        effect = self._standing.get(str(workout.id))
        start = self._situation.start
        return workout.date >= start or (effect is not None and effect.date >= start)
