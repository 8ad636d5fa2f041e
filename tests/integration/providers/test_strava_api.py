"""What Strava is asked for, how often, and what its refusals mean."""

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from pydantic import SecretStr

from providers.connected import Connected
from providers.errors import AwayError, NotFoundError, QuotaError, RefusedError, RevokedError
from providers.strava.api import StravaApi
from runtime.settings import Settings
from tests.integration.providers.hammering import (
    DAY,
    DAY_SECONDS,
    QUARTER,
    QUARTER_SECONDS,
    connected_with,
    hammer,
)
from tests.strava_connections import strava_settings
from tests.strava_server import StravaServer
from tests.strava_server.athletes import make_activity

pytestmark = pytest.mark.integration

SPAWN = multiprocessing.get_context("spawn")
ONE = "GET /api/v3/activities/{id}"

Ask = Callable[[], object]


@pytest.fixture
def settings(strava: StravaServer, redis_url: str, redis_prefix: str) -> Settings:
    """Without a database: none of this needs one."""
    return Settings(REDIS_URL=redis_url, redis_prefix=redis_prefix, **strava_settings(strava))


@pytest.fixture
def api(settings: Settings) -> Iterator[StravaApi]:
    with closing(StravaApi.of(settings)) as made:
        yield made


@pytest.fixture
def connected(strava: StravaServer) -> Connected:
    return connected_with(strava.world.grant(7).access_token)


@pytest.fixture
def ask(api: StravaApi, connected: Connected, strava: StravaServer) -> Ask:
    """Ask for an activity that there is."""
    return partial(api.activity, connected, next(iter(strava.world.athlete(7).activities)))


def test_an_activity_is_given_as_strava_has_it(
    api: StravaApi, connected: Connected, strava: StravaServer
) -> None:
    put = strava.world.put(make_activity(7, 4711, datetime.now(UTC), average_watts=210.0))
    assert api.activity(connected, 4711) == put
    assert api.activity(connected, "4711")["average_watts"] == 210.0


def test_pages_follow_each_other_until_an_empty_one(
    api: StravaApi, connected: Connected, strava: StravaServer
) -> None:
    there = sorted(strava.world.athlete(7).activities)
    after = datetime.now(UTC) - timedelta(days=365)
    pages = [api.activities(connected, after=after, page=page, per_page=8) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [8, 8, 4, 0]
    assert [each["id"] for page in pages for each in page] == there
    newest = api.activities(connected, per_page=1)[0]
    assert newest["id"] == there[-1]
    began = datetime.fromisoformat(newest["start_date"])
    assert [each["id"] for each in api.activities(connected, before=began)] == there[-2::-1]


def test_what_it_does_not_have(api: StravaApi, connected: Connected) -> None:
    with pytest.raises(NotFoundError):
        api.activity(connected, 1)


@pytest.mark.parametrize(
    ("status", "error"), [(400, RefusedError), (403, RefusedError), (500, AwayError), (503, AwayError)]
)
def test_what_a_status_means(ask: Ask, strava: StravaServer, status: int, error: type[Exception]) -> None:
    strava.fail("/api/v3", status, headers={"retry-after": "77"})
    with pytest.raises(error) as raised:
        ask()
    if isinstance(raised.value, AwayError):
        assert raised.value.retry_after_seconds == 77
    assert ask()


@pytest.mark.parametrize("body", ["<html>maintenance</html>", '"text"', "[]"])
def test_an_answer_that_makes_no_sense_is_strava_being_away(
    ask: Ask, strava: StravaServer, body: str
) -> None:
    strava.fail("/api/v3", 200, body=body)
    with pytest.raises(AwayError):
        ask()


def test_who_does_not_answer_in_time_is_away(
    settings: Settings, connected: Connected, strava: StravaServer
) -> None:
    strava.fail("/api/v3", None, seconds=1.0)
    impatient = settings.model_copy(update={"strava_timeout_seconds": 0.2})
    with closing(StravaApi.of(impatient)) as api, pytest.raises(AwayError, match="in time"):
        api.activity(connected, 1)


def test_a_token_that_strava_does_not_take_is_renewed_once(
    settings: Settings, connected: Connected, strava: StravaServer
) -> None:
    renewed: list[Connected] = []

    def renew(asked: Connected) -> Connected:
        renewed.append(asked)
        return connected

    wrong = connected_with("a wrong one")
    with closing(StravaApi.of(settings, renew)) as api:
        assert api.activities(wrong)
        assert renewed == [wrong]
        strava.fail("/api/v3", 401, times=2)
        with pytest.raises(AwayError) as refused:
            api.activities(connected)
        assert refused.value.retry_after_seconds == 60
        assert api.activities(connected)
    assert strava.called("GET /api/v3/athlete/activities -> 401") == 3


def test_a_permission_that_is_missing_is_no_matter_of_the_token(
    settings: Settings, strava: StravaServer
) -> None:
    connected = connected_with(strava.world.grant(7, "read").access_token)

    def renew(_: Connected) -> Connected:
        pytest.fail("another token is no help")

    with closing(StravaApi.of(settings, renew)) as api, pytest.raises(RevokedError):
        api.activities(connected)


def test_after_a_429_strava_is_not_asked_until_the_window_ends(ask: Ask, strava: StravaServer) -> None:
    strava.world.limits.read_quarter = 3
    for _ in range(2):
        ask()  # no header says 3 before the first answer
    strava.fail("/api/v3", 429)
    with pytest.raises(QuotaError) as refused:
        ask()
    asked = strava.called(ONE)
    with pytest.raises(QuotaError) as again:
        ask()
    assert strava.called(ONE) == asked
    assert 0 < again.value.retry_after_seconds <= 900
    for error in (refused.value, again.value):
        ends = error.retry_at.timestamp() % 900
        assert min(ends, 900 - ends) < 2


def test_five_failures_leave_strava_in_peace(ask: Ask, strava: StravaServer) -> None:
    strava.fail("/api/v3", 500, times=None)
    for _ in range(5):
        with pytest.raises(AwayError):
            ask()
    with pytest.raises(AwayError) as refused:
        ask()
    assert strava.called(ONE) == 5
    assert refused.value.retry_after_seconds is not None
    assert 20 < refused.value.retry_after_seconds <= 30


def test_answers_that_make_no_sense_leave_strava_in_peace_as_well(ask: Ask, strava: StravaServer) -> None:
    """A page of maintenance, with status 200, was asked for again and again."""
    strava.fail("/api/v3", 200, times=None, body="<html>maintenance</html>")
    for _ in range(6):
        with pytest.raises(AwayError):
            ask()
    assert strava.called(ONE) == 5


def test_without_redis_strava_is_not_asked_and_that_is_not_its_fault(
    settings: Settings, connected: Connected, strava: StravaServer
) -> None:
    away = settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"})
    with closing(StravaApi.of(away)) as api:
        for _ in range(6):
            with pytest.raises(AwayError, match="Redis") as refused:
                api.activity(connected, 1)
            assert refused.value.retry_after_seconds == 5
    assert strava.called(ONE) == 0


def test_processes_that_hammer_never_exceed_what_strava_allows(
    settings: Settings, strava: StravaServer
) -> None:
    """Its own headers are all that they know of each other's calls, beside Redis."""
    limits = strava.world.limits
    limits.read_quarter, limits.quarter_seconds = QUARTER, QUARTER_SECONDS
    limits.read_day, limits.day_seconds = DAY, DAY_SECONDS
    limits.quarter, limits.day = 10 * QUARTER, 10 * DAY
    token = strava.world.grant(7).access_token
    with SPAWN.Pool(3) as processes:
        told = processes.starmap(hammer, [(settings, token, 4, 3.5)] * 3)
    came_of_it = sum(told, Counter())
    assert strava.world.times_exceeded == 0
    assert set(came_of_it) == {"answered", "QuotaError"}
    assert all(each["answered"] for each in told)
    used = {name: max(strava.world.meter.of(name)) for name in ("read_quarter", "read_day")}
    assert 0.8 * QUARTER < used["read_quarter"] <= QUARTER
    assert 0.5 * DAY < used["read_day"] <= DAY


def test_nothing_that_is_logged_or_raised_holds_a_token(
    ask: Ask, connected: Connected, strava: StravaServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    shown = [repr(connected)]
    ask()
    for status in (400, 429, 500):
        strava.fail("/api/v3", status, body=connected.access_token.get_secret_value())
        with pytest.raises((RefusedError, QuotaError, AwayError)) as refused:
            ask()
        shown.append(repr(refused.value))
    token: SecretStr = connected.access_token
    assert [text for text in [*shown, caplog.text] if token.get_secret_value() in text] == []
