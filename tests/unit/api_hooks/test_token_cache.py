"""Verified tokens are remembered, but never longer than they are good for."""

import asyncio
from collections import Counter
from collections.abc import Callable

import pytest

from api_hooks import token_cache
from api_hooks.token_cache import (
    KEY_SET_PAUSE_SECONDS,
    REMEMBERED_SECONDS,
    REMEMBERED_TOKENS,
    TokenCache,
)
from runtime.settings import Settings
from runtime.tokens import Identity, InvalidTokenError, KeySetUnavailableError


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(token_cache.time, "time", clock)
    return clock


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Counter[str]:
    """Counts verifications. A token is `name/seconds it lives from the start`."""
    counts: Counter[str] = Counter()
    start = clock.now

    def verify(_: Settings, token: str) -> Identity:
        counts[token] += 1
        name, _, lives = token.partition("/")
        if clock.now >= start + float(lives):
            raise InvalidTokenError("the token has expired")
        return Identity(name, None, start + float(lives))

    monkeypatch.setattr(token_cache, "verify", verify)
    return counts


@pytest.fixture
def identify() -> Callable[[str], Identity]:
    cache = TokenCache(Settings())
    return lambda token: asyncio.run(cache.identity_of(token))


def test_a_burst_is_verified_once(identify: Callable[[str], Identity], verified: Counter[str]) -> None:
    assert {identify("anna/3600").subject for _ in range(10)} == {"anna"}
    assert verified["anna/3600"] == 1


def test_a_token_is_verified_anew_after_half_a_minute(
    identify: Callable[[str], Identity], verified: Counter[str], clock: Clock
) -> None:
    identify("anna/3600")
    clock.now += REMEMBERED_SECONDS - 0.1
    identify("anna/3600")
    assert verified["anna/3600"] == 1
    clock.now += 0.2
    identify("anna/3600")
    assert verified["anna/3600"] == 2


def test_a_token_is_not_remembered_beyond_its_end(
    identify: Callable[[str], Identity], verified: Counter[str], clock: Clock
) -> None:
    identify("anna/5")
    clock.now += 5
    with pytest.raises(InvalidTokenError):
        identify("anna/5")
    assert verified["anna/5"] == 2


def test_what_is_refused_is_not_remembered(
    identify: Callable[[str], Identity], verified: Counter[str]
) -> None:
    for _ in range(3):
        with pytest.raises(InvalidTokenError):
            identify("anna/0")
    assert verified["anna/0"] == 3


def test_memory_is_bounded(identify: Callable[[str], Identity], verified: Counter[str]) -> None:
    for number in range(REMEMBERED_TOKENS + 1):
        identify(f"{number}/3600")
    identify(f"{REMEMBERED_TOKENS}/3600")
    identify("1/3600")
    assert verified["1/3600"] == verified[f"{REMEMBERED_TOKENS}/3600"] == 1
    identify("0/3600")
    assert verified["0/3600"] == 2


def test_a_key_set_that_is_away_is_waited_for_once(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    asked: list[str] = []

    def verify(_: Settings, token: str) -> Identity:
        asked.append(token)
        raise KeySetUnavailableError("away")

    monkeypatch.setattr(token_cache, "verify", verify)
    cache = TokenCache(Settings(jwt_jwks_url="http://127.0.0.1:1/keys.json"))

    async def burst() -> list[object]:
        calls = (cache.identity_of(f"token-{number}") for number in range(20))
        return await asyncio.gather(*calls, return_exceptions=True)

    assert {type(outcome) for outcome in asyncio.run(burst())} == {KeySetUnavailableError}
    assert len(asked) == 1
    clock.now += KEY_SET_PAUSE_SECONDS
    asyncio.run(burst())
    assert len(asked) == 2
