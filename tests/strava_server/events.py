"""The stand-in's webhook events, posted as Strava posts them: 2 s of patience, three attempts."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import httpx

#: Strava's patience with a receiver.
PATIENCE_SECONDS = 2.0
ATTEMPTS = 3

Event = dict[str, Any]


def make_event(
    subscription_id: int,
    owner_id: int,
    object_id: int,
    *,
    aspect_type: str = "create",
    object_type: str = "activity",
    event_time: int | None = None,
    updates: dict[str, str] | None = None,
) -> Event:
    """One event."""
    return {
        "object_type": object_type,
        "object_id": object_id,
        "aspect_type": aspect_type,
        "owner_id": owner_id,
        "subscription_id": subscription_id,
        "event_time": int(time.time()) if event_time is None else event_time,
        "updates": updates or {},
    }


def revocation(subscription_id: int, owner_id: int, **more: Any) -> Event:
    """That an athlete has withdrawn the access: Strava says it as an update of the athlete."""
    more = {"aspect_type": "update", "object_type": "athlete", "updates": {"authorized": "false"}} | more
    return make_event(subscription_id, owner_id, owner_id, **more)


async def send_events(
    url: str, events: Sequence[Event], *, at_once: int = 8, attempts: int = ATTEMPTS
) -> list[int]:
    """Post them, several at once; the last status of each (0: no answer in time)."""
    turns = asyncio.Semaphore(at_once)
    async with httpx.AsyncClient(timeout=PATIENCE_SECONDS, trust_env=False) as client:

        async def send(event: Event) -> int:
            status = 0
            async with turns:
                for _ in range(attempts):
                    try:
                        status = (await client.post(url, json=event)).status_code
                    except httpx.HTTPError:
                        status = 0
                    if status == httpx.codes.OK:
                        break
            return status

        return list(await asyncio.gather(*map(send, events)))


async def subscribe(url: str, verify_token: str, challenge: str = "15f7d1a91c1f40f8a748fd134752feb3") -> bool:
    """Ask a receiver whether it wants events, as Strava does when a subscription is made."""
    query = {"hub.mode": "subscribe", "hub.verify_token": verify_token, "hub.challenge": challenge}
    async with httpx.AsyncClient(timeout=PATIENCE_SECONDS, trust_env=False) as client:
        answer = await client.get(url, params=query)
    return answer.is_success and answer.json() == {"hub.challenge": challenge}
