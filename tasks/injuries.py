"""The lane injuries: what reports of pain, illness and fatigue set in motion, and withdraw, by athlete.

Computed from what is stored, and not from what has happened: so bursts, corrections and retries come to the
same, in any order (`domain.injuries`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow

from domain.effects import Standing
from domain.injuries.cascade import cascade
from domain.injuries.kinds import CASE, RESTRICTION, WORKOUT
from domain.injuries.situation import READ_BEFORE, Situation, reaches_back_to
from domain.injuries.workout_change import Plan
from domain.notices import NOTICE
from storage.effects import standing_effects
from storage.injuries import LANE, check_ins_since, concerned, left_as_is, stored_cases
from storage.workouts import lock_workouts
from tasks.effects import Kind, settle_effects
from tasks.injury_effects import CaseEffects, RestrictionEffects, WorkoutEffects
from tasks.notice_effects import NoticeEffects
from tasks.reports import BatchReport
from tasks.work import Work


def run_cascade(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
    """Make what stands of these athletes what is wanted: in a constant number of statements.

    Raises:
        ValueError: a key is no athlete's id, or a payload no list of days.
    """
    days = {UUID(each.key): _days(each) for each in work}
    since = {client: min(its, default=date.max) for client, its in days.items()}
    busy = sorted(concerned(connection, since, days))
    owed = (
        _settle(connection, _situations(connection, {client: days[client] for client in busy}))
        if busy
        else {}
    )
    return BatchReport(done={each.key: each.revision for each in work}, owed=owed)


def _situations(connection: Connection[DictRow], days: Mapping[UUID, frozenset[date]]) -> list[Situation]:
    cases = stored_cases(connection, days)
    start = {
        client: reaches_back_to(min(its, default=date.max), cases[client]) for client, its in days.items()
    }
    standing: defaultdict[UUID, list[Standing]] = defaultdict(list)
    for effect in standing_effects(connection, LANE, days):
        standing[effect.client_id].append(effect)
    # Locked first, and read then: whoever has changed one meanwhile is waited for.
    workouts = lock_workouts(connection, start, _subjects(standing, start))
    check_ins = check_ins_since(connection, {client: day - READ_BEFORE for client, day in start.items()})
    left = left_as_is(connection, days)
    return [
        Situation(
            client_id=client,
            days=its,
            start=start[client],
            check_ins=check_ins[client],
            cases=cases[client],
            standing=standing[client],
            left=left.get(client, frozenset()),
            workouts=workouts[client],
        )
        for client, its in days.items()
    ]


def _subjects(standing: Mapping[UUID, Sequence[Standing]], start: Mapping[UUID, date]) -> list[str]:
    """Workouts whose effects may go, on whatever day they are by now."""
    return [
        effect.subject
        for client, effects in standing.items()
        for effect in effects
        if effect.kind == WORKOUT and effect.subject and effect.date >= start[client]
    ]


def _settle(connection: Connection[DictRow], situations: Sequence[Situation]) -> dict[str, dict[str, int]]:
    found = [cascade(situation) for situation in situations]
    originals: dict[UUID, Plan] = {}
    for each in found:
        originals |= each.originals
    notices = NoticeEffects()
    kinds: dict[str, Kind] = {
        CASE: CaseEffects(),
        RESTRICTION: RestrictionEffects(),
        WORKOUT: WorkoutEffects(originals),
        NOTICE: notices,
    }
    settle_effects(
        connection,
        LANE,
        [effect for each in found for effect in each.standing],
        [effect for each in found for effect in each.wanted],
        kinds,
        over=frozenset[str]().union(*(each.over for each in found)),
    )
    return notices.owe(connection)


def _days(work: Work) -> frozenset[date]:
    """The days that a payload names; none where what is open is to be looked at again."""
    try:
        return frozenset(date.fromisoformat(day) for day in orjson.loads(work.payload or b"[]"))
    except (TypeError, ValueError) as error:
        raise ValueError(f"the payload of {work.key!r} is not a list of days") from error
