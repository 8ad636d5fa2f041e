"""Two months of history: stored in bulk, owed like anything else, and assessed by the workers."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from coalescing.lane_client import LaneClient
from ops.demo.audit import Expected
from ops.demo.mornings import COLUMNS
from ops.demo.recompute import past_of
from ops.demo.squad import Member
from ops.demo.stage import Stage
from storage.seeding import SeededAthlete, SeededCheckIn, refresh_statistics, seed_check_ins, seed_coach

COACH_EMAIL = "coach@afterwrite.invalid"


def store(stage: Stage, coach: UUID, squad: Sequence[Member]) -> list[str]:
    """Store the coach, the athletes and their days before today; the keys that are owed."""
    athletes = [
        SeededAthlete(member.athlete.id, member.athlete.name, member.athlete.time_zone) for member in squad
    ]
    with stage.connect() as connection:
        with connection.transaction():
            seed_coach(connection, coach, COACH_EMAIL, athletes)
            keys = seed_check_ins(connection, COLUMNS, _check_ins(squad))
        refresh_statistics(connection)
    return keys


def submit(lane: LaneClient, keys: Sequence[str]) -> None:
    """Have them assessed at once: nobody is going to change them."""
    lane.submit_many([(key, b"") for key in keys], delay_ms=0)


def expected_history(squad: Sequence[Member]) -> Iterator[Expected]:
    """The days before today as they have to be."""
    for member in squad:
        for day, morning in member.history():
            yield Expected(
                key=member.key_of(day),
                inputs=morning,
                past=past_of(member, (member.today - day).days),
                revision=1,
            )


def _check_ins(squad: Sequence[Member]) -> Iterator[SeededCheckIn]:
    for member in squad:
        for day, morning in member.history():
            yield SeededCheckIn(member.athlete.id, day, [morning.get(name) for name in COLUMNS])
