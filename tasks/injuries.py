"""The lane injuries: what reports of pain, illness and fatigue set in motion, and withdraw, by athlete.

Computed from what is stored, and not from what has happened: so bursts, corrections and retries come to the
same, in any order (`domain.injuries`).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow

from domain.effects import Standing
from domain.injuries.cascade import cascade
from domain.injuries.kinds import CASE, RESTRICTION, WORKOUT
from domain.injuries.situation import READ_BEFORE, Situation, reaches_back_to, stands_since
from domain.injuries.workout_change import Plan
from domain.notices import NOTICE
from storage.injuries import LANE, check_ins_since, concerned, left_as_is, standing_since, stored_cases
from storage.workouts import PLAN, lock_workouts
from tasks.effects import Kind, settle_effects
from tasks.injury_effects import CaseEffects, RestrictionEffects, WorkoutEffects
from tasks.notice_effects import NoticeEffects
from tasks.reports import BatchReport
from tasks.work import Work


class Changes(NamedTuple):
    """What a payload names: nothing, where what is open is to be looked at again."""

    #: Days whose check-ins have changed.
    days: frozenset[date]
    #: The first of them, and of those whose plan has changed.
    since: date


def run_cascade(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
    """Make what stands of these athletes what is wanted: in a constant number of statements.

    Raises:
        ValueError: a key is no athlete's id, or a payload no list of days.
    """
    changes = {UUID(each.key): _changes(each) for each in work}
    since = {client: change.since for client, change in changes.items()}
    busy = concerned(connection, since, {client: change.days for client, change in changes.items()})
    owed: dict[str, dict[str, int]] = {}
    if busy:
        owed = _settle(connection, _situations(connection, {client: changes[client] for client in busy}))
    return BatchReport(done={each.key: each.revision for each in work}, owed=owed)


def _situations(connection: Connection[DictRow], changes: Mapping[UUID, Changes]) -> list[Situation]:
    cases = stored_cases(connection, changes)
    start = {client: reaches_back_to(change.since, cases[client]) for client, change in changes.items()}
    standing = standing_since(
        connection,
        {client: stands_since(day, changes[client].since, cases[client]) for client, day in start.items()},
    )
    # Locked first, and read then: whoever has changed one meanwhile is waited for.
    workouts = lock_workouts(connection, start, _subjects(standing))
    check_ins = check_ins_since(connection, {client: day - READ_BEFORE for client, day in start.items()})
    left = left_as_is(connection, changes)
    return [
        Situation(
            client_id=client,
            days=change.days,
            since=change.since,
            start=start[client],
            check_ins=check_ins[client],
            cases=cases[client],
            standing=standing[client],
            left=left.get(client, frozenset()),
            workouts=workouts[client],
        )
        for client, change in changes.items()
    ]


def _subjects(standing: Mapping[UUID, Sequence[Standing]]) -> list[str]:
    """Workouts whose effects may go, on whatever day they are by now."""
    effects = [effect for its in standing.values() for effect in its if effect.kind == WORKOUT]
    return [effect.subject for effect in effects if effect.subject]


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


def _changes(work: Work) -> Changes:
    said: set[date] = set()
    planned: set[date] = set()
    try:
        for day in orjson.loads(work.payload or b"[]"):
            (planned if day.startswith(PLAN) else said).add(date.fromisoformat(day.removeprefix(PLAN)))
    except (AttributeError, TypeError, ValueError) as error:
        raise ValueError(f"the payload of {work.key!r} is not a list of days") from error
    return Changes(frozenset(said), min(said | planned, default=date.max))
