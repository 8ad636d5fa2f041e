"""Sessions of training, and which recordings of theirs are copies: a session counts once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from domain.activity_types import ActivitySource, ActivityType

#: Two recordings are of one session if they have this share of the shorter one's time in common. Clocks and
#: memories differ by minutes, and nobody trains twice at once.
SAME_SESSION_SHARE = 0.5

#: Whose times are the most exact: what measured it, then who passed it on, then who remembers it.
_RANK = MappingProxyType(
    {
        source: rank
        for rank, source in enumerate(
            (
                ActivitySource.GARMIN,
                ActivitySource.CONCEPT2,
                ActivitySource.STRAVA,
                ActivitySource.STUDIO,
                ActivitySource.MANUAL,
            )
        )
    }
)


@dataclass(frozen=True, slots=True)
class Session:
    """One recording of one session."""

    source: ActivitySource
    #: Its name at the source, unique there.
    external_id: str
    type: ActivityType
    #: With time zone.
    started_at: datetime
    #: The athlete's local day on which it began.
    day: date
    duration_seconds: float
    #: Perceived exertion, 0..10; None if nobody said.
    rpe: float | None = None
    #: Mean heart rate in bpm; None if it was not measured.
    average_hr: float | None = None

    @property
    def ended_at(self) -> datetime:
        """When it ended."""
        return self.started_at + timedelta(seconds=self.duration_seconds)


def distinct_sessions(sessions: Iterable[Session]) -> list[Session]:
    """One recording of each session, by time. The order in which they are given does not matter.

    Recordings from different sources that overlap are copies of one session; within a source they are not,
    since a source knows its own. Of copies that one stays from which the load is known best: with the
    athlete's rating, else with a heart rate; of two such the one of the more exact source, then the longer.
    """
    kept = [session for group in _overlapping(sessions) for session in _best_of(group)]
    return sorted(kept, key=lambda session: (session.started_at, session.source, session.external_id))


def _overlapping(sessions: Iterable[Session]) -> Iterator[list[Session]]:
    """Groups of sessions that are connected by any overlap at all."""
    group: list[Session] = []
    end: datetime | None = None
    for session in sorted(sessions, key=lambda session: session.started_at):
        if end is None or session.started_at >= end:
            if group:
                yield group
            group, end = [session], session.ended_at
        else:
            group.append(session)
            end = max(end, session.ended_at)
    if group:
        yield group


def _best_of(group: list[Session]) -> list[Session]:
    kept: list[Session] = []
    for session in sorted(group, key=_preference):
        if not any(_is_same(session, other) for other in kept):
            kept.append(session)
    return kept


def _preference(session: Session) -> tuple[object, ...]:
    return (
        session.rpe is None,
        session.average_hr is None,
        _RANK[session.source],
        -session.duration_seconds,
        session.started_at,
        session.external_id,
    )


def _is_same(one: Session, other: Session) -> bool:
    if one.source == other.source:
        return False
    common = min(one.ended_at, other.ended_at) - max(one.started_at, other.started_at)
    shorter = min(one.duration_seconds, other.duration_seconds)
    return common.total_seconds() >= SAME_SESSION_SHARE * shorter
