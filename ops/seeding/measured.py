"""What a business measures and sells: testers, locations, a year of tests, and subscriptions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np

from domain.businesses import SubscriptionStatus, SubscriptionTier, TestType
from ops.demo.athletes import FIRST_NAMES, LAST_NAMES
from ops.seeding.people import Business, uuid_from

#: Days back that tests go.
TEST_DAYS = 400

_ATHLETES_PER_TESTER = 60
_ATHLETES_PER_LOCATION = 120
_TESTS_A_YEAR = 1.6
_TYPES, _TYPE_SHARES = tuple(TestType), (0.55, 0.3, 0.15)
_TIERS, _TIER_SHARES = tuple(SubscriptionTier), (0.35, 0.4, 0.2, 0.05)
_STATES, _STATE_SHARES = tuple(SubscriptionStatus), (0.8, 0.08, 0.06, 0.06)
_SUBSCRIBED = 0.9
_NO_LOCATION = 0.1
_RETIRED = 0.1  # of the testers


@dataclass(frozen=True, slots=True)
class Test:
    """One test."""

    __test__ = False  # for pytest: it is none of its own

    id: UUID
    client_id: UUID
    taken_at: datetime
    type: str
    tester_id: UUID
    location_id: UUID | None


@dataclass(frozen=True, slots=True)
class Measured:
    """All that a business has of these."""

    #: Id, name, and whether active.
    testers: Sequence[tuple[UUID, str, bool]]
    #: Id and name.
    locations: Sequence[tuple[UUID, str]]
    tests: Sequence[Test]
    #: Athlete, tier and status.
    subscriptions: Sequence[tuple[UUID, str, str]]


def measured(business: Business, now: datetime, rng: np.random.Generator) -> Measured:
    """A business's testers, locations, tests of the last year and a bit, and subscriptions."""
    athletes = [athlete.id for athlete in business.athletes]
    testers = [
        (
            uuid_from(rng),
            f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}",
            number == 0 or rng.random() >= _RETIRED,
        )
        for number in range(1 + len(athletes) // _ATHLETES_PER_TESTER)
    ]
    locations = [
        (uuid_from(rng), f"Hall {number + 1}")
        for number in range(1 + len(athletes) // _ATHLETES_PER_LOCATION)
    ]
    tests = [
        test
        for athlete in athletes
        for test in _tests(athlete, [each[0] for each in testers], [each[0] for each in locations], now, rng)
    ]
    return Measured(testers, locations, tests, list(_subscriptions(athletes, rng)))


def _tests(
    athlete: UUID, testers: Sequence[UUID], places: Sequence[UUID], now: datetime, rng: np.random.Generator
) -> Iterator[Test]:
    kind = _TYPES[rng.choice(len(_TYPES), p=_TYPE_SHARES)].value
    for _ in range(rng.poisson(_TESTS_A_YEAR * TEST_DAYS / 365)):
        yield Test(
            id=uuid_from(rng),
            client_id=athlete,
            taken_at=now - timedelta(minutes=int(rng.integers(60, TEST_DAYS * 24 * 60))),
            type=kind,
            tester_id=testers[int(rng.integers(len(testers)))],
            location_id=None if rng.random() < _NO_LOCATION else places[int(rng.integers(len(places)))],
        )


def _subscriptions(athletes: Sequence[UUID], rng: np.random.Generator) -> Iterator[tuple[UUID, str, str]]:
    for athlete in athletes:
        if rng.random() < _SUBSCRIBED:
            tier = _TIERS[rng.choice(len(_TIERS), p=_TIER_SHARES)]
            yield athlete, tier.value, _STATES[rng.choice(len(_STATES), p=_STATE_SHARES)].value
