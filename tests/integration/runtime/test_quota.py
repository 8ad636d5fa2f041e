"""A provider's quota, kept for all processes: the provider is never asked for more than it has."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from ops.valkey import EmbeddedValkey
from runtime.quota import Place, Quota, QuotaSpentError, QuotaUnknownError, Said, Window
from runtime.worker_redis import WorkerRedis
from tests.integration.runtime.clocked import ClockedRedis

pytestmark = pytest.mark.integration

QUARTER, DAY = Window("quarter", 900, 10), Window("day", 86_400, 25)
#: A moment after a midnight.
MIDNIGHT_MS = 1_800_000_000_000 // 86_400_000 * 86_400_000
MORNING_MS = MIDNIGHT_MS + 8 * 3_600_000


@pytest.fixture
def clocked(redis_url: str) -> Iterator[ClockedRedis]:
    with closing(ClockedRedis(redis_url)) as made:
        made.now_ms = MORNING_MS
        yield made


@pytest.fixture
def quota(clocked: ClockedRedis, redis_prefix: str) -> Quota:
    return Quota(clocked, redis_prefix, "somebody", (QUARTER, DAY), margin_permille=0)


def spent(quota: Quota, *, is_backfill: bool = False) -> QuotaSpentError:
    with pytest.raises(QuotaSpentError) as refused:
        quota.reserve(is_backfill=is_backfill)
    return refused.value


def use(quota: Quota, times: int, *, is_backfill: bool = False) -> list[Place]:
    return [quota.reserve(is_backfill=is_backfill) for _ in range(times)]


def done(quota: Quota, places: list[Place]) -> None:
    for place in places:
        quota.account(place, {})


def test_a_window_that_is_used_up_ends_on_the_quarter_hour(quota: Quota, clocked: ClockedRedis) -> None:
    clocked.now_ms = MORNING_MS + 130_000
    done(quota, use(quota, 10))
    refused = spent(quota)
    assert refused.wait_seconds == 900 - 130
    assert refused.retry_at == datetime.fromtimestamp(MORNING_MS / 1000 + 900, UTC)
    clocked.now_ms += round(refused.wait_seconds * 1000) + 1_000
    assert quota.reserve()


def test_a_day_ends_at_midnight_utc(quota: Quota, clocked: ClockedRedis) -> None:
    for times in (10, 10, 5):
        done(quota, use(quota, times))
        clocked.now_ms += 910_000
    assert spent(quota).retry_at == datetime.fromtimestamp(MIDNIGHT_MS / 1000 + 86_400, UTC)


def test_live_calls_have_a_share_that_a_backfill_does_not_use(quota: Quota) -> None:
    use(quota, 6, is_backfill=True)
    assert spent(quota, is_backfill=True)
    use(quota, 4)
    assert spent(quota)


def test_what_the_provider_says_is_taken_over(quota: Quota) -> None:
    """Others may call with the same application, and the limits may be others than we think."""
    place = quota.reserve()
    quota.account(place, {"quarter": Said(20, 17), "day": Said(100, 40)})
    use(quota, 3)
    assert spent(quota)


def test_what_it_says_never_gives_back_what_is_reserved(quota: Quota) -> None:
    places = use(quota, 9)
    quota.account(places[0], {"quarter": Said(10, 1), "day": Said(25, 1)})
    use(quota, 1)
    assert spent(quota)


def test_after_a_429_nobody_calls_until_the_window_ends(quota: Quota, clocked: ClockedRedis) -> None:
    clocked.now_ms += 30_000
    place = quota.reserve()
    assert quota.account(place, {}, is_exhausted=True) == 870
    assert spent(quota).wait_seconds == 870


def test_a_429_of_the_day_closes_the_day(quota: Quota) -> None:
    place = quota.reserve()
    said = {"quarter": Said(10, 2), "day": Said(25, 26)}
    assert quota.account(place, said, is_exhausted=True) == 16 * 3_600
    assert spent(quota).wait_seconds == 16 * 3_600


def test_an_answer_of_the_window_before_says_nothing_of_this_one(quota: Quota, clocked: ClockedRedis) -> None:
    clocked.now_ms = MORNING_MS + 899_500
    late, early = use(quota, 2)
    clocked.now_ms += 3_000
    before = datetime.fromtimestamp(MORNING_MS / 1000 + 899, UTC)
    quota.account(late, {"quarter": Said(10, 10)}, answered_at=before)
    quota.account(early, {"quarter": Said(10, 10)}, is_exhausted=True)
    assert len(use(quota, 8)) == 8
    assert spent(quota)  # the two that were under way may count in this one as well


def test_for_a_moment_the_window_before_counts_too(quota: Quota, clocked: ClockedRedis) -> None:
    """The provider's clock may be a little slow: to it the window before has not ended yet."""
    done(quota, use(quota, 8))
    clocked.now_ms += 900_200
    done(quota, use(quota, 2))
    assert spent(quota).wait_seconds == 0.8
    clocked.now_ms += 800
    use(quota, 8)
    assert spent(quota).wait_seconds == 899


def test_what_is_kept_is_gone_when_nobody_has_called_for_two_days(
    quota: Quota, clocked: ClockedRedis
) -> None:
    quota.reserve()
    times = [clocked.lives_ms(key) for key in quota._keys]
    assert all(0 < each <= 2 * 86_400_000 + 120_000 for each in times)


def test_without_redis_nobody_calls(valkey_server: EmbeddedValkey, redis_prefix: str) -> None:
    away = valkey_server.url.rpartition(":")[0] + ":1/0"
    with closing(WorkerRedis(away)) as redis, pytest.raises(QuotaUnknownError):
        Quota(redis, redis_prefix, "somebody", (QUARTER, DAY)).reserve()


@dataclass
class Provider:
    """Somebody who counts, on a clock that is a little off."""

    windows: tuple[Window, ...]
    skew_ms: int

    def __post_init__(self) -> None:
        self.used: Counter[tuple[str, int]] = Counter()

    def count(self, now_ms: int) -> dict[str, Said]:
        said = {}
        for window in self.windows:
            counted = (window.name, (now_ms + self.skew_ms) // round(window.seconds * 1000))
            self.used[counted] += 1
            assert self.used[counted] <= window.usual_limit, "it was asked for more than it has"
            said[window.name] = Said(window.usual_limit, self.used[counted])
        return said

    def date(self, now_ms: int) -> datetime:
        return datetime.fromtimestamp((now_ms + self.skew_ms) // 1000, UTC)


@dataclass
class Call:
    place: Place
    said: dict[str, Said] | None = None
    date: datetime | None = None


#: Reserve; let one of the calls arrive, or its answer be heard, or be lost; or let time pass.
steps = st.lists(
    st.one_of(
        *[st.just("reserve")] * 4,
        *[st.tuples(st.sampled_from([*["arrive", "hear"] * 5, "lose"]), st.integers(0, 9))] * 8,
        st.sampled_from([100, 500, 900, 1_400, 4_000]),
    ),
    min_size=20,
    max_size=120,
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps, st.integers(-900, 900), st.booleans())
def test_the_provider_is_never_asked_for_more_than_it_has(
    clocked: ClockedRedis,
    redis_prefix: str,
    happened: list[str | int | tuple[str, int]],
    skew_ms: int,
    gives_dates: bool,
) -> None:
    """Calls may be under way when a window turns, or be answered late or never; its clock may be off."""
    windows = (Window("short", 4, 3), Window("long", 12, 7))
    provider = Provider(windows, skew_ms)
    clocked.flush()
    clocked.now_ms = MORNING_MS
    quota = Quota(clocked, redis_prefix, "x", windows, live_permille=0, margin_permille=0, guard_seconds=1.0)
    sent: list[Call] = []
    arrived: list[Call] = []
    for step in happened:
        if isinstance(step, int):
            clocked.now_ms += step
        elif step == "reserve":
            with suppress(QuotaSpentError):
                sent.append(Call(quota.reserve()))
        elif step[0] == "arrive" and sent:
            call = sent.pop(step[1] % len(sent))
            call.said = provider.count(clocked.now_ms)
            call.date = provider.date(clocked.now_ms) if gives_dates else None
            arrived.append(call)
        elif step[0] == "hear" and arrived:
            call = arrived.pop(step[1] % len(arrived))
            assert call.said is not None
            quota.account(call.place, call.said, answered_at=call.date)
        elif step[0] == "lose" and arrived:
            arrived.pop(step[1] % len(arrived))


def test_every_place_there_is_can_be_used(clocked: ClockedRedis, redis_prefix: str) -> None:
    """It is no trick to keep within limits by calling nobody."""
    windows = (Window("short", 4, 3), Window("long", 12, 7))
    provider = Provider(windows, 0)
    quota = Quota(clocked, redis_prefix, "x", windows, live_permille=0, margin_permille=0)
    calls = 0
    for _ in range(4 * 12):
        try:
            place = quota.reserve()
        except QuotaSpentError:
            pass
        else:
            said = provider.count(clocked.now_ms)
            quota.account(place, said, answered_at=provider.date(clocked.now_ms))
            calls += 1
        clocked.now_ms += 1_000
    assert calls == 4 * 7
