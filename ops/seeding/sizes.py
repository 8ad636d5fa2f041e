"""How many athletes and coaches the businesses have, and how large the teams are."""

from dataclasses import dataclass

import numpy as np

SMALLEST_BUSINESS, LARGEST_BUSINESS = 20, 400
SMALLEST_TEAM, LARGEST_TEAM = 8, 40

#: Most businesses are small, and a few are large: logarithmic normal around this many athletes.
_TYPICAL_BUSINESS, _BUSINESS_SPREAD = 90, 0.75
_TYPICAL_TEAM, _TEAM_SPREAD = 18, 0.4

#: A coach looks after so many teams at most.
_TEAMS_OF_COACH = 2


@dataclass(frozen=True, slots=True)
class BusinessSize:
    """One business in numbers."""

    #: Athletes of each team.
    teams: tuple[int, ...]
    coaches: int

    @property
    def athletes(self) -> int:
        """All of them: each is in a team."""
        return sum(self.teams)

    @property
    def users(self) -> int:
        """Everybody with a login."""
        return self.athletes + self.coaches


def business_sizes(users: int, rng: np.random.Generator) -> list[BusinessSize]:
    """Sizes of businesses that together have exactly so many users.

    Args:
        users: ten or more. Of fewer than a business usually has, one small business is made.
        rng: source of all chance.
    """
    made: list[BusinessSize] = []
    left = users
    while left:
        athletes = _between(_TYPICAL_BUSINESS, _BUSINESS_SPREAD, SMALLEST_BUSINESS, LARGEST_BUSINESS, rng)
        size = BusinessSize(_team_sizes(athletes, rng), _coaches(athletes))
        # What would be left over for the last one must not be too little to be one.
        if left - size.users < SMALLEST_BUSINESS + _coaches(SMALLEST_BUSINESS):
            made += _rest(left, rng)
            break
        made.append(size)
        left -= size.users
    return made


def _rest(users: int, rng: np.random.Generator) -> list[BusinessSize]:
    """One business of exactly so many users, or two where that would be too large a one."""
    if users > LARGEST_BUSINESS:
        half = users // 2
        return [_with_users(half, rng), _with_users(users - half, rng)]
    return [_with_users(users, rng)]


def _with_users(users: int, rng: np.random.Generator) -> BusinessSize:
    teams = _team_sizes(users - max(1, users // (_TYPICAL_TEAM * _TEAMS_OF_COACH)), rng)
    return BusinessSize(teams, users - sum(teams))


def _coaches(athletes: int) -> int:
    return max(1, round(athletes / (_TYPICAL_TEAM * _TEAMS_OF_COACH)))


def _team_sizes(athletes: int, rng: np.random.Generator) -> tuple[int, ...]:
    """Teams of usual sizes; what is left at the end is shared out among them."""
    sizes: list[int] = []
    left = athletes
    while left >= SMALLEST_TEAM:
        size = min(left, _between(_TYPICAL_TEAM, _TEAM_SPREAD, SMALLEST_TEAM, LARGEST_TEAM, rng))
        sizes.append(size)
        left -= size
    if not sizes:
        return (athletes,)
    while left:
        smallest = min(range(len(sizes)), key=sizes.__getitem__)
        sizes[smallest] += 1
        left -= 1
    return tuple(sizes)


def _between(typical: float, spread: float, low: int, high: int, rng: np.random.Generator) -> int:
    return int(np.clip(round(float(rng.lognormal(np.log(typical), spread))), low, high))
