"""A forked process opens its own connections."""

from collections.abc import Iterator

import pytest

from coalescing.errors import UnknownLaneError
from runtime.settings import get_settings
from tasks import resources

CACHES = (resources._pool_of, resources._script_client_of, resources._lane_client_of)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/nowhere")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    get_settings.cache_clear()
    for cache in CACHES:
        cache.cache_clear()
    yield
    for cache in CACHES:
        cache.cache_clear()


def test_a_process_keeps_what_it_opened_and_a_child_shares_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pool, lane = resources.pool(), resources.lane_client("checkins")
    assert resources.pool() is pool
    assert resources.lane_client("checkins") is lane
    monkeypatch.setattr("os.getpid", lambda: 4_000_000)  # as after a fork
    theirs = resources.pool()
    try:
        assert theirs is not pool
        assert resources.lane_client("checkins") is not lane
        assert resources.lane_client("checkins")._redis is not lane._redis
    finally:
        theirs.close()
        pool.close()


def test_a_lane_that_is_not_declared_is_refused() -> None:
    with pytest.raises(
        UnknownLaneError, match="known lanes: alerts, business-trends, chat-afterwards, checkins"
    ):
        resources.lane_client("no-such-lane")
