"""The made-up people: the same for the same seed, exactly as many as asked for, in sizes of real clubs."""

from collections import Counter
from datetime import UTC, datetime

import numpy as np
import pytest

from ops.seeding.options import FEWEST_USERS, Options
from ops.seeding.people import make_people
from ops.seeding.rows import batches
from ops.seeding.sizes import LARGEST_TEAM, SMALLEST_TEAM, business_sizes

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def all_rows(options: Options) -> dict[str, list[object]]:
    rows: dict[str, list[object]] = {}
    for business in make_people(options.users, options.days, options.seed):
        for batch in batches(business, options, NOW):
            rows.setdefault(batch.table, []).extend(batch.rows)
    return rows


def test_the_same_seed_makes_the_same_people_and_the_same_past() -> None:
    options = Options(users=120, seed=7, days=20)
    assert all_rows(options) == all_rows(options)


def test_another_seed_makes_others() -> None:
    one, other = (make_people(60, 10, seed) for seed in (1, 2))
    assert {business.id for business in one}.isdisjoint(business.id for business in other)
    mine, theirs = ({each.email for b in people for each in b.athletes} for people in (one, other))
    assert mine.isdisjoint(theirs)


@pytest.mark.parametrize("users", [FEWEST_USERS, 11, 37, 50, 149, 400, 403, 1_000, 5_000])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_there_are_exactly_so_many_users(users: int, seed: int) -> None:
    sizes = business_sizes(users, np.random.default_rng([seed]))
    assert sum(size.users for size in sizes) == users
    assert all(size.coaches >= 1 for size in sizes)


def test_sizes_are_those_of_real_clubs() -> None:
    sizes = business_sizes(5_000, np.random.default_rng([1]))
    assert all(20 <= size.athletes <= 420 for size in sizes)
    assert max(size.athletes for size in sizes) > 3 * min(size.athletes for size in sizes)
    teams = [team for size in sizes for team in size.teams]
    assert all(SMALLEST_TEAM <= team <= LARGEST_TEAM for team in teams)
    assert len(set(teams)) > 10


def test_check_ins_end_yesterday_and_have_gaps() -> None:
    rows = all_rows(Options(users=100, seed=1, days=60))
    days = Counter(row[0] for row in rows["daily_metrics"])  # type: ignore[index]
    last = max(row[1] for row in rows["daily_metrics"])  # type: ignore[index]
    assert str(last) <= "2026-03-04"
    assert max(days.values()) <= 60
    assert 25 <= np.mean(list(days.values())) <= 55


def test_what_is_completed_says_when_and_the_future_is_not_done() -> None:
    rows = all_rows(Options(users=100, seed=1, days=30))
    for *_, day, status, at in rows["assignments"]:  # type: ignore[misc]
        assert (at is not None) == (status == "COMPLETED")
        if str(day) > "2026-03-05":
            assert status == "SCHEDULED"
