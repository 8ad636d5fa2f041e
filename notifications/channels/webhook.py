"""Webhooks: a signed HTTP call, as Standard Webhooks has it."""

import asyncio
import email.utils
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson
from standardwebhooks import Webhook

from notifications.channels.addresses import ForbiddenAddressError, UnknownHostError, resolve
from notifications.channels.outcome import SENT, TIMED_OUT, Outbound, Outcome

#: These say: later, perhaps.
_LATER = {408, 409, 425, 429}
#: These say: the receiver has enough for now.
_ENOUGH = {429, 503}
_GONE = 410
#: Addresses of one host that are tried, should the first not be reached.
_ADDRESSES = 3
_PORTS = {"http": 80, "https": 443}


def body_of(message: Outbound) -> bytes:
    """What is sent. Each time the same."""
    content = {"type": message.event, "timestamp": message.at.astimezone(UTC), "data": message.data}
    return orjson.dumps(content, option=orjson.OPT_UTC_Z)


def headers_of(message: Outbound, body: bytes, now: datetime) -> dict[str, str]:
    """The headers by which the receiver knows whom it is from, and whether it has had it before."""
    name = str(message.id)
    return {
        "content-type": "application/json",
        "user-agent": "afterwrite",
        "idempotency-key": name,
        "webhook-id": name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(message.secret or "").sign(name, now, body.decode()),
    }


async def send_webhook(
    client: httpx.AsyncClient, executor: Executor, message: Outbound, *, allow_private: bool
) -> Outcome:
    """Send it, to an address that was looked at before it is called. Redirects are not followed.

    Args:
        client: without a proxy.
        executor: where names are looked up.
        message: what to send.
        allow_private: whether addresses that are not public may be called.
    """
    parts = urlsplit(message.url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    try:
        addresses = await asyncio.get_running_loop().run_in_executor(
            executor, lambda: resolve(host, port, allow_private=allow_private)
        )
    except ForbiddenAddressError:
        return Outcome(failure="its address is not public", is_final=True)
    except UnknownHostError:
        return Outcome(failure="its host is not known", is_providers=True)
    try:
        return await _call(client, message, addresses)
    except httpx.TimeoutException:
        return TIMED_OUT
    except httpx.HTTPError:
        return Outcome(failure="no connection", is_providers=True)


async def _call(client: httpx.AsyncClient, message: Outbound, addresses: Sequence[str]) -> Outcome:
    """Call the first address that can be reached. What is answered is of no interest, however long it is."""
    parts = urlsplit(message.url)
    body = body_of(message)
    headers = {"host": parts.netloc.rpartition("@")[2], **headers_of(message, body, datetime.now(UTC))}
    for is_last, address in ((each == addresses[-1], each) for each in addresses[:_ADDRESSES]):
        url = httpx.URL(message.url).copy_with(host=address)
        request = client.build_request(
            "POST", url, content=body, headers=headers, extensions={"sni_hostname": parts.hostname or ""}
        )
        try:
            answer = await client.send(request, stream=True)
        except httpx.ConnectError:
            if is_last:
                raise
        else:
            await answer.aclose()
            return judge(answer.status_code, answer.headers)
    return Outcome(failure="no connection", is_providers=True)


def judge(status: int, headers: Mapping[str, Any]) -> Outcome:
    """What an answer says about the message, and about its receiver."""
    if httpx.codes.is_success(status):
        return SENT
    failure = f"HTTP status {status}"
    if status == _GONE:
        return Outcome(failure=failure, is_final=True, is_gone=True)
    if status in _LATER or httpx.codes.is_server_error(status):
        return Outcome(
            failure=failure,
            is_providers=httpx.codes.is_server_error(status),
            retry_after=retry_after(headers.get("retry-after")) if status in _ENOUGH else None,
        )
    return Outcome(failure=failure, is_refused=True)


def retry_after(given: str | None) -> float | None:
    """Seconds until a receiver wants to be asked again: given as a number, or as a date."""
    if not given:
        return None
    if given.strip().isdecimal():
        return float(given.strip()[:9])
    try:
        when = email.utils.parsedate_to_datetime(given)
    except ValueError:
        return None
    return max(0.0, when.timestamp() - time.time())
