"""Services that the library Apprise speaks: mail, chat, push."""

import logging
from urllib.parse import parse_qs, urlsplit

import apprise

from notifications.channels.addresses import ForbiddenAddressError, UnknownHostError, resolve
from notifications.channels.arguments import arguments_of
from notifications.channels.outcome import SENT, TIMED_OUT, Outbound, Outcome

# What these say at any level may hold addresses, titles and tokens. A child logger could say it as well.
for _name in ("apprise", "httpx", "httpcore", "requests", "urllib3"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)
logging.getLogger("apprise").propagate = False

#: After so many seconds a failure is put down to the service: a refusal is quick.
SLOW_SECONDS = 3.0

#: Schemas whose URL names a host of the user's choice, and not a token for one that is known.
_OWN_HOST = frozenset({"mailto", "mailtos", "ntfy", "ntfys", "json", "jsons", "workflow", "workflows"})
_OWN_HOST |= {"matrix", "matrixs", "mmost", "mmosts", "rocket", "rockets", "gotify", "gotifys"}


def schema_of(url: str) -> str:
    """The service that a URL is for."""
    return url.partition("://")[0].lower()


def host_of(url: str) -> str | None:
    """The host of the user's choice that a URL names, by which its provider is called; else None."""
    schema = schema_of(url)
    parts = urlsplit(url)
    # With one of these it may be a server of the user's own, which is to fail by itself.
    is_elsewhere = parts.path.strip("/") or {"to", "mode"} & parse_qs(parts.query).keys()
    is_ntfys_own = schema in {"ntfy", "ntfys"} and not is_elsewhere
    return parts.hostname if schema in _OWN_HOST and not is_ntfys_own else None


def is_understood(url: str) -> bool:
    """Whether Apprise can make something of it; it would look for a host behind any number of slashes."""
    if url.partition("://")[2].startswith("/"):
        return False
    return apprise.Apprise.instantiate(url, asset=_asset(1.0)) is not None


def send_by_service(message: Outbound, *, timeout: float, allow_private: bool) -> Outcome:
    """Send it. Apprise tells no more than whether it was taken."""
    if not allow_private and arguments_of(message.url) is None:
        return Outcome(failure="its address has arguments that are not allowed", is_final=True)
    asset = _asset(timeout)
    plugin = apprise.Apprise.instantiate(message.url, asset=asset)
    if plugin is None:
        return Outcome(failure="the service does not understand its address", is_final=True)
    if not allow_private and not _may_be_called(schema_of(message.url), plugin):
        return Outcome(failure="its address is not public", is_final=True)
    service = apprise.Apprise(asset=asset)
    service.add(plugin)
    result = service.notify(title=message.title, body=message.body)
    if result:
        return SENT
    attempts = [attempt for each in result for attempt in each]
    elapsed = sum(attempt.elapsed for attempt in attempts)
    if result.status is apprise.AppriseResultStatus.TIMEOUT:
        return TIMED_OUT
    return Outcome(failure="the service did not take it", is_providers=elapsed >= SLOW_SECONDS)


def _may_be_called(schema: str, plugin: object) -> bool:
    """Whether all hosts that users may name are such as they may have us call.

    It is asked which ones Apprise has read from the URL: it may read one in another way than we do. It looks
    names up by itself, so this is no proof against a name that leads elsewhere a moment later.
    """
    if schema not in _OWN_HOST:
        return True
    for name in ("host", "smtp_host"):
        host = getattr(plugin, name, None)
        try:
            if host:
                resolve(str(host).strip("[]"), 443, allow_private=False)
        except ForbiddenAddressError:
            return False
        except UnknownHostError:
            continue  # a mail domain need not have an address; the service will say
    return True


def _asset(timeout: float) -> apprise.AppriseAsset:
    return apprise.AppriseAsset(
        app_id="Afterwrite",
        app_desc="Afterwrite",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
        http_redirects=False,
        service_timeout=timeout,
        storage_mode="memory",
        pgp_autogen=False,
        pem_autogen=False,
    )
