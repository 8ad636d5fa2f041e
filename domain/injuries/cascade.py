"""The cascade of one athlete: which effects are wanted, as a pure function of what is known.

Cases, what they impose and patterns are those of the replay as a whole. Fatigue, chronic illness and the wish
for a physiotherapist are of single days: of days that did not change they stay as they stand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from domain.effects import Standing, Wanted
from domain.injuries import keys
from domain.injuries.cases import CaseKind
from domain.injuries.causes import Cause, cause_of_case, fatigue_cause
from domain.injuries.decision import Decision
from domain.injuries.detection import Concern, detect_of
from domain.injuries.followed import Followed, Told
from domain.injuries.imposed import case_effect, restriction_effect
from domain.injuries.kept import Kept
from domain.injuries.kinds import CASE, WORKOUT
from domain.injuries.patterns import episodes
from domain.injuries.replay import replay
from domain.injuries.situation import Situation
from domain.injuries.tellings import (
    chronic_illness,
    fatigue_flag,
    illness_report,
    pattern_alert,
    physio_request,
    recovery_check,
    symptom_flag,
)
from domain.injuries.workout_change import Plan
from domain.injuries.workouts_wanted import Workouts, as_it_stands


@dataclass(frozen=True, slots=True)
class Cascade:
    """What `tasks.effects.settle_effects` is given, for one athlete."""

    #: Standing effects that `wanted` speaks for; of the others nothing is said.
    standing: list[Standing]
    wanted: list[Wanted]
    #: Keys of what is over, and not corrected, where it is not wanted any more.
    over: frozenset[str]
    #: Workouts as they were planned.
    originals: dict[UUID, Plan]


def cascade(situation: Situation) -> Cascade:
    """Compute it."""
    cases, kept = _cases(situation), _kept(situation)
    workouts = Workouts(situation)
    tired, wanted = _days(situation)
    wanted += _patterns(situation)
    for case in cases:
        wanted.append(case_effect(case))
        if case.is_open:
            wanted += [restriction_effect(case), *_tellings(situation, case, workouts)]
    wanted += workouts.wanted(cases, tired, kept)
    standing = [effect for effect in situation.standing if _is_spoken_for(effect, situation, kept, workouts)]
    over = frozenset(effect.key for effect in standing if _is_over(effect, cases, kept))
    return Cascade(standing, wanted, over, workouts.originals)


def _kept(situation: Situation) -> list[Kept]:
    return [case.kept() for case in situation.cases if case.is_kept]


def _is_spoken_for(effect: Standing, situation: Situation, kept: Iterable[Kept], workouts: Workouts) -> bool:
    """Whether this computation says what is to become of an effect."""
    if keys.is_of_a_day(effect.key):
        return effect.date in situation.days
    if effect.kind == WORKOUT:
        return workouts.speak_for(effect)
    if keeper := next((case for case in kept if str(case.id) == keys.case_of(effect.key)), None):
        # The case is the person's; what it had imposed and told stays until they say that it is over.
        return effect.kind != CASE and (keeper.ends != date.max or keys.is_question(effect.key))
    return effect.date >= situation.start


def _is_over(effect: Standing, cases: Iterable[Followed], kept: Iterable[Kept]) -> bool:
    """Whether an effect, if it is not wanted any more, was right as long as it stood."""
    if effect.kind == CASE:
        return False
    ended: list[Kept | Followed] = [*kept, *(case for case in cases if not case.is_open)]
    if effect.kind == WORKOUT:
        return keys.cause_of(effect.key) in {keys.cause(case.kind, case.part) for case in ended}
    # Of a case that goes on, only the question goes, once there is another report.
    asked = cases if keys.is_question(effect.key) else ()
    return keys.case_of(effect.key) in {str(case.id) for case in (*ended, *asked)}


def _cases(situation: Situation) -> list[Followed]:
    """Those that a changed day may concern, or that stand: the past that was not looked at stays so."""
    standing = {effect.key for effect in situation.standing if effect.kind == CASE}
    check_ins = [said for said in situation.check_ins if said.date >= situation.start]
    return [
        case
        for case in replay(situation.client_id, check_ins, _kept(situation))
        if keys.case(case.id) in standing or case.resolved_on is None or case.resolved_on >= situation.since
    ]


def _days(situation: Situation) -> tuple[dict[date, Cause], list[Wanted]]:
    """Fatigue by day, and what is told of the changed days."""
    client = situation.client_id
    tired: dict[date, Cause] = {}
    for effect in situation.standing:
        if keys.is_fatigue(effect.key) and effect.date not in situation.days:
            params = effect.after["params"]
            tired[effect.date] = fatigue_cause(
                effect.key, effect.date, effect.revision, Decision(params["decision"]), params["reasons"]
            )
    told: list[Wanted] = []
    for said in situation.check_ins:
        if said.date not in situation.days:
            continue
        if verdict := detect_of(Concern.FATIGUE, said):
            key = keys.fatigue(client, said.date)
            tired[said.date] = fatigue_cause(key, said.date, said.revision, verdict.decision, verdict.reasons)
            told.append(fatigue_flag(client, said, verdict))
        if said.is_chronic:
            told.append(chronic_illness(client, said))
        if said.wants_physio:
            told.append(physio_request(client, said))
    return tired, told


def _patterns(situation: Situation) -> list[Wanted]:
    standing = {effect.key for effect in situation.standing}
    alerts = [
        (episode, pattern_alert(situation.client_id, episode))
        for episode in episodes(situation.check_ins)
        if episode.began >= situation.start
    ]
    return [alert for episode, alert in alerts if episode.last >= situation.since or alert.key in standing]


def _tellings(situation: Situation, case: Followed, workouts: Workouts) -> list[Wanted]:
    if case.told is None:
        raise AssertionError("a case has no report")
    if case.kind is CaseKind.ILLNESS:
        return [illness_report(case, case.told)]
    told = symptom_flag(case, case.told, _concerned(case.told, case, workouts))
    found = [_as_told_before(situation, told)]
    if case.asked_since:
        found.append(recovery_check(case, case.asked_since))
    return found


def _concerned(told: Told, case: Followed, workouts: Workouts) -> int:
    """How many planned workouts the told report changes by itself."""
    return workouts.changed_by(
        cause_of_case(case, told.report.decision, told.report), told.report.day, told.until
    )


def _as_told_before(situation: Situation, told: Wanted) -> Wanted:
    """A report is not told again because the plan has changed, and with it the number of workouts."""
    for effect in situation.standing:
        if effect.key == told.key and _but_workouts(effect.after) == _but_workouts(told.after):
            return as_it_stands(effect)
    return told


def _but_workouts(after: Mapping[str, Any]) -> dict[str, Any]:
    return {**after, "params": {**after["params"], "workouts": None}}
