"""The lane streaks: how many days in a row an athlete has checked in, and the milestones on the way.

On most mornings a streak grows by a day and no more: that takes two statements for the whole batch. Who comes
to a milestone, or whose past has changed, is looked at more closely. What is stored and told is a function of
the check-ins alone, so it does not matter how often, in which order, or how late it runs.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from domain.effects import Wanted
from domain.notices import Audience, NoticeKind, Priority
from domain.streaks import MILESTONES, Milestone, Streak, Told, reached, tell
from storage.effects import standing_effects
from storage.streaks import LANE, StreakAthlete, days_of, read_athletes, streaks_of, write_streaks
from tasks.effects import settle_effects
from tasks.notice_effects import NOTICE, NoticeEffects, notice_content
from tasks.reports import BatchReport
from tasks.work import Work

#: How long a milestone is news. One that is found later is not told any more.
NEWS_DAYS = 7

_SHORTEST = min(MILESTONES)


def count_streaks(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
    """Count the streaks of these athletes, and have them told which milestones they have reached.

    Raises:
        ValueError: a key is no athlete's id.
    """
    clients = {_client_of(each.key): each for each in work}
    athletes = {athlete.id: athlete for athlete in read_athletes(connection, list(clients))}
    changed = [athlete for athlete in athletes.values() if not athlete.is_as_counted]
    streaks = _count(connection, changed)
    close = [athlete for athlete in changed if _may_have_milestones(athlete, streaks[athlete.id])]
    owed: dict[str, dict[str, int]] = {}
    if close:
        days = days_of(connection, [athlete.id for athlete in close])
        told = {athlete.id: tell(days[athlete.id]) for athlete in close}
        streaks |= {client: its.streaks for client, its in told.items()}
        owed = _settle(connection, athletes, told)
    if changed:
        write_streaks(connection, [(athlete, streaks[athlete.id]) for athlete in changed])
    return BatchReport(
        done={each.key: each.revision for client, each in clients.items() if client in athletes},
        unchanged=frozenset(clients[client].key for client in athletes.keys() - streaks.keys()),
        void=frozenset(each.key for client, each in clients.items() if client not in athletes),
        owed=owed,
    )


def _client_of(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise ValueError(f"key {key!r} is not an athlete's id") from None


def _count(connection: Connection[DictRow], athletes: Collection[StreakAthlete]) -> dict[UUID, list[Streak]]:
    """The streaks of each: of one that has grown by a day the best one and it, else all of them."""
    grown = {athlete.id: [*athlete.best_streak, streak] for athlete in athletes if (streak := athlete.grown)}
    others = [athlete.id for athlete in athletes if athlete.id not in grown]
    return grown | (streaks_of(connection, others) if others else {})


def _may_have_milestones(athlete: StreakAthlete, streaks: Sequence[Streak]) -> bool:
    """Whether it takes a look at each day to say which milestones there are."""
    if athlete.grown:
        return reached(athlete.grown.length) > athlete.passed
    return max(athlete.best, *(streak.length for streak in streaks), 0) >= _SHORTEST


def _settle(
    connection: Connection[DictRow], athletes: Mapping[UUID, StreakAthlete], told: Mapping[UUID, Told]
) -> dict[str, dict[str, int]]:
    standing = standing_effects(connection, LANE, list(told))
    known = {effect.key for effect in standing}
    wanted = [
        effect
        for client, its in told.items()
        for milestone in its.milestones
        if (effect := _effect(client, milestone)).key in known
        or milestone.day >= athletes[client].today - timedelta(days=NEWS_DAYS)
    ]
    notices = NoticeEffects()
    settle_effects(connection, LANE, standing, wanted, {NOTICE: notices})
    return notices.owe(connection)


def _effect(client: UUID, milestone: Milestone) -> Wanted:
    params = {
        "days": milestone.days,
        "level": milestone.level.value,
        "previousBest": milestone.previous_best,
    }
    return Wanted(
        key=f"milestone:{client}:{milestone.start}:{milestone.days}",
        kind=NOTICE,
        client_id=client,
        date=milestone.day,
        revision=milestone.revision,
        cause={"rule": "STREAK", "start": milestone.start.isoformat(), "days": milestone.days},
        after=notice_content(
            NoticeKind.MILESTONE, [Audience.ATHLETE], Priority.NORMAL, params, expires_days=NEWS_DAYS
        ),
    )
