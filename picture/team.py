"""A team's picture: what each member has done by day, who is missing today, and how ready they are."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from domain.businesses import SMALLEST_GROUP


@dataclass(frozen=True, slots=True)
class Done:
    """What a member was given to do, and how much of it is done."""

    assigned: int = 0
    completed: int = 0

    @property
    def step(self) -> str:
        """How far it is done: free (nothing was assigned), none, some, most or all."""
        if not self.assigned:
            return "free"
        if self.completed >= self.assigned:
            return "all"
        if not self.completed:
            return "none"
        return "most" if self.completed * 2 >= self.assigned else "some"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the team, with a cell for each day."""

    client_id: str
    name: str
    #: Whether the caller may see the athlete's own page.
    is_linked: bool
    has_check_in: bool
    cells: tuple[Done, ...]
    total: Done


@dataclass(frozen=True, slots=True)
class TeamPicture:
    """A team on its today."""

    team_id: str
    name: str
    today: date
    as_of: datetime
    #: Oldest first.
    days: tuple[date, ...]
    #: By name.
    members: tuple[Member, ...]
    #: Level -> members who have it today; None where fewer than `SMALLEST_GROUP` have one.
    spread: Mapping[str, int] | None

    @property
    def without_check_in(self) -> tuple[Member, ...]:
        """Members who have not checked in today."""
        return tuple(member for member in self.members if not member.has_check_in)

    @property
    def still_to_do(self) -> tuple[Member, ...]:
        """Members who have something of today left to do."""
        return tuple(member for member in self.members if member.cells[-1].step not in {"free", "all"})


def team_picture(row: Mapping[str, Any], shown: int) -> TeamPicture:
    """The picture of a row of `storage.team_page.TEAM_PAGE`.

    Args:
        row: of a team.
        shown: how many days.
    """
    today: date = row["today"]
    days = tuple(today - timedelta(days=age) for age in reversed(range(shown)))
    done: dict[tuple[str, str], Done] = {}
    for client_id, day, _, assigned, completed in row["given"]:
        before = done.get((client_id, day), Done())
        done[client_id, day] = Done(before.assigned + assigned, before.completed + completed)
    members = tuple(
        _member(
            client_id,
            name,
            is_linked,
            has_check_in,
            tuple(done.get((client_id, str(day)), Done()) for day in days),
        )
        for client_id, name, is_linked, has_check_in, _ in row["members"]
    )
    levels = Counter(level for *_, level in row["members"] if level is not None)
    spread = dict(levels) if levels.total() >= SMALLEST_GROUP else None
    return TeamPicture(str(row["id"]), row["name"], today, row["as_of"], days, members, spread)


def _member(
    client_id: str, name: str, is_linked: bool, has_check_in: bool, cells: tuple[Done, ...]
) -> Member:
    total = Done(sum(cell.assigned for cell in cells), sum(cell.completed for cell in cells))
    return Member(client_id, name, is_linked, has_check_in, cells, total)
