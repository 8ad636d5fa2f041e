"""Asking the processes whether they are there yet."""

import time
from collections.abc import Callable, Mapping

import httpx

#: Whether something answers as it should.
Check = Callable[[httpx.Client], bool]

_PAUSE = 0.1


def answers(url: str) -> Check:
    """A check: the URL answers with 200."""
    return lambda client: client.get(url).status_code == httpx.codes.OK


def workers_seen(url: str, count: int) -> Check:
    """A check: the API's `/readyz` has heard of so many workers, and finds nothing amiss."""

    def check(client: httpx.Client) -> bool:
        answer = client.get(url)
        return answer.status_code == httpx.codes.OK and answer.json()["checks"]["worker"]["seen"] >= count

    return check


def wait_for(
    checks: Mapping[str, Check], timeout: float, on_ready: Callable[[str], None] | None = None
) -> list[str]:
    """Ask until all are there, or `timeout` seconds have passed.

    Args:
        checks: By name.
        timeout: In seconds.
        on_ready: Called with the name of each, as it comes up.

    Returns:
        The names of those that are not there.
    """
    missing = dict(checks)
    deadline = time.monotonic() + timeout
    with httpx.Client(timeout=2.0, trust_env=False) as client:
        while True:
            for name in [name for name, check in missing.items() if _holds(check, client)]:
                del missing[name]
                if on_ready is not None:
                    on_ready(name)
            if not missing or time.monotonic() > deadline:
                return list(missing)
            time.sleep(_PAUSE)


def _holds(check: Check, client: httpx.Client) -> bool:
    try:
        return check(client)
    except (httpx.HTTPError, ValueError, KeyError):
        return False
