"""Who there is: businesses with their coaches, teams and athletes. Made from a seed and nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from ops.demo.athletes import FIRST_NAMES, LAST_NAMES, TIME_ZONES, Athlete, make_athletes
from ops.seeding.sizes import BusinessSize, business_sizes

_TOWNS = (
    "Alder", "Birch", "Cedar", "Dune", "Elm", "Fjord", "Granite", "Harbour", "Island", "Juniper", "Kestrel",
    "Lake", "Meadow", "North", "Ocean", "Pine", "Quarry", "River", "Summit", "Tide", "Upland", "Valley",
    "Willow", "Yarrow",
)  # fmt: skip
_KINDS_OF_BUSINESS = ("Athletics", "Endurance", "Performance", "Rowing Club", "Running", "Ski Team", "Sports")
_SPORTS = ("RUNNING", "CYCLING", "SKIING", "TRIATHLON", "HYROX")
_SQUADS = ("Seniors", "Juniors", "Development", "Masters", "Sprint", "Distance", "Elite", "Academy")

#: Addresses that can never be anybody's (RFC 2606).
_DOMAIN = "seed.afterwrite.invalid"


@dataclass(frozen=True, slots=True)
class Coach:
    """A coach, with a login."""

    id: UUID
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class SeededAthlete:
    """An athlete, with a login."""

    athlete: Athlete
    login: UUID
    email: str

    @property
    def id(self) -> UUID:
        """As an athlete."""
        return self.athlete.id


@dataclass(frozen=True, slots=True)
class Team:
    """A team, its coach and its athletes."""

    id: UUID
    name: str
    sport: str
    coach: Coach
    athletes: Sequence[SeededAthlete]


@dataclass(frozen=True, slots=True)
class Business:
    """A business. Its athletes live in its time zone."""

    number: int
    id: UUID
    name: str
    time_zone: str
    coaches: Sequence[Coach]
    teams: Sequence[Team]

    @property
    def athletes(self) -> Iterator[SeededAthlete]:
        """Those of all teams."""
        for team in self.teams:
            yield from team.athletes


def make_people(users: int, days: int, seed: int) -> list[Business]:
    """Businesses that together have exactly so many users, the same for the same numbers.

    Args:
        users: coaches and athletes.
        days: of history that most athletes have.
        seed: of all chance.
    """
    sizes = business_sizes(users, np.random.default_rng([seed]))
    return [_business(number, size, days, seed) for number, size in enumerate(sizes, start=1)]


def uuid_from(rng: np.random.Generator) -> UUID:
    """A random id."""
    return UUID(bytes=rng.bytes(16), version=4)


def _business(number: int, size: BusinessSize, days: int, seed: int) -> Business:
    rng = np.random.default_rng([seed, number])
    zone = str(rng.choice(list(TIME_ZONES), p=list(TIME_ZONES.values())))
    coaches = [_coach(f"coach{number}-{each + 1}.{seed}@{_DOMAIN}", rng) for each in range(size.coaches)]
    athletes = iter(_athletes(number, size.athletes, days, seed, rng))
    teams = [
        Team(
            id=uuid_from(rng),
            name=f"{rng.choice(_SQUADS)} {each + 1}",
            sport=str(rng.choice(_SPORTS)),
            coach=coaches[each % len(coaches)],
            athletes=[next(athletes) for _ in range(members)],
        )
        for each, members in enumerate(size.teams)
    ]
    name = f"{rng.choice(_TOWNS)} {rng.choice(_KINDS_OF_BUSINESS)} {number}"
    return Business(number, uuid_from(rng), name, zone, coaches, teams)


def _coach(email: str, rng: np.random.Generator) -> Coach:
    return Coach(uuid_from(rng), f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}", email)


def _athletes(
    number: int, count: int, days: int, seed: int, rng: np.random.Generator
) -> Iterator[SeededAthlete]:
    for each, athlete in enumerate(make_athletes(count, days, rng), start=1):
        yield SeededAthlete(athlete, uuid_from(rng), f"athlete{number}-{each}.{seed}@{_DOMAIN}")
