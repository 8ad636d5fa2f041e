"""Strava's API, for those who have an athlete's connection: calls within the quota, while it answers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import httpx

from providers.connected import Connected
from providers.errors import (
    AwayError,
    LeftInPeaceError,
    NotFoundError,
    QuotaError,
    RefusedError,
    RevokedError,
)
from providers.strava.app import StravaApp
from providers.strava.breaker import strava_breaker
from providers.strava.http import answered_at, call, client_of, content, retry_after_seconds
from providers.strava.limits import said_of_limits, strava_quota
from runtime.quota import Place, Quota, QuotaSpentError, QuotaUnknownError
from runtime.settings import Settings
from runtime.shared_breaker import CircuitOpenError, SharedBreaker
from runtime.worker_redis import WorkerRedis

#: As many as Strava gives at once.
MOST_A_PAGE = 200
#: Without Redis nobody calls; it is looked at again after this long.
WITHOUT_REDIS_SECONDS = 5.0
#: If Strava does not take a token that it has just given, it is asked again after this long.
DISTRUST_SECONDS = 60.0

_API = "/api/v3"

Renew = Callable[[Connected], Connected]


class StravaApi:
    """Reads from Strava. Safe to share between threads.

    Args:
        client: of `providers.strava.http`.
        quota: of the fleet.
        breaker: of the fleet.
        renew: gives a connection with another token, where Strava does not take the one that it has.
    """

    def __init__(
        self, client: httpx.Client, quota: Quota, breaker: SharedBreaker, renew: Renew | None = None
    ) -> None:
        self._client, self._quota, self._breaker, self._renew = client, quota, breaker, renew

    @classmethod
    def of(cls, settings: Settings, renew: Renew | None = None) -> Self:
        """As the settings have it.

        Raises:
            NotConfiguredError: there is no application.
        """
        redis = WorkerRedis(settings.require_redis_url())
        client = client_of(StravaApp.of(settings))
        return cls(client, strava_quota(settings, redis), strava_breaker(settings, redis), renew)

    def activity(
        self, connected: Connected, activity_id: int | str, *, is_backfill: bool = False
    ) -> dict[str, Any]:
        """One activity, in full, as Strava has it now.

        Args:
            connected: whose it is.
            activity_id: its number.
            is_backfill: it can wait: a share of the quota is left to others.

        Raises:
            NotFoundError: there is none, or not for this athlete.
            RevokedError: the athlete has not allowed it, or no more.
            QuotaError: no more calls until then.
            AwayError: Strava does not answer, or is left in peace since it lately did not; or Redis is away.
            RefusedError: Strava has refused for another reason.
        """
        found = self._get(connected, f"/activities/{int(activity_id)}", {}, is_backfill=is_backfill)
        if not isinstance(found, Mapping):
            raise AwayError("Strava answered with something that is no activity")
        return dict(found)

    def activities(
        self,
        connected: Connected,
        after: datetime | None = None,
        before: datetime | None = None,
        page: int = 1,
        *,
        per_page: int = MOST_A_PAGE,
        is_backfill: bool = True,
    ) -> Sequence[dict[str, Any]]:
        """A page of summaries of an athlete's activities; an empty one comes after the last.

        Args:
            connected: whose they are.
            after: they began later than that; then the oldest comes first, and else the newest.
            before: they began earlier than that.
            page: from 1.
            per_page: how many, 200 at most.
            is_backfill: it can wait: a share of the quota is left to others.

        Raises:
            RevokedError: as above, and so the others.
        """
        query: dict[str, int] = {"page": page, "per_page": min(per_page, MOST_A_PAGE)}
        query |= {"after": int(after.timestamp())} if after else {}
        query |= {"before": int(before.timestamp())} if before else {}
        found = self._get(connected, "/athlete/activities", query, is_backfill=is_backfill)
        if not isinstance(found, list):
            raise AwayError("Strava answered with something that are no activities")
        return [each for each in found if isinstance(each, dict)]

    def close(self) -> None:
        """Let go of all connections."""
        self._client.close()
        self._breaker.close()

    def _get(self, connected: Connected, path: str, query: Mapping[str, int], *, is_backfill: bool) -> Any:
        answer = self._call(connected, path, query, is_backfill=is_backfill)
        if _does_not_know_the_token(answer) and self._renew is not None:
            answer = self._call(self._renew(connected), path, query, is_backfill=is_backfill)
            if _does_not_know_the_token(answer):
                # Had the athlete withdrawn the access, there would be no new one: Strava is in trouble.
                raise AwayError(
                    "Strava does not take a token that it has just given",
                    retry_after_seconds=DISTRUST_SECONDS,
                )
        if answer.is_success:
            return content(answer)
        raise _refusal(answer.status_code)

    def _call(
        self, connected: Connected, path: str, query: Mapping[str, int], *, is_backfill: bool
    ) -> httpx.Response:
        """One call, which counts in the quota, and is told to the breaker; its answer, unless that is 429."""
        headers = {"authorization": f"Bearer {connected.access_token.get_secret_value()}"}
        try:
            # A probe that finds no place in the quota would keep others out: see `QuotaError` below.
            with self._breaker.call(failures=(AwayError,), says_nothing=(QuotaError, _NoRedisError)):
                place = self._reserve(is_backfill=is_backfill)
                answer = call(self._client, "GET", _API + path, params=dict(query), headers=headers)
                if answer.is_success:
                    content(answer)  # a page of maintenance is a failure like any other
        except CircuitOpenError as error:
            raise LeftInPeaceError(
                str(error), retry_after_seconds=error.wait_seconds, is_for_all=True
            ) from None
        self._account(place, answer)
        return answer

    def _reserve(self, *, is_backfill: bool) -> Place:
        try:
            return self._quota.reserve(is_backfill=is_backfill)
        except QuotaSpentError as error:
            raise QuotaError(
                str(error), retry_at=error.retry_at, retry_after_seconds=error.wait_seconds
            ) from None
        except QuotaUnknownError:
            raise _NoRedisError(
                "Redis does not answer, so what is left of the quota is not known",
                retry_after_seconds=WITHOUT_REDIS_SECONDS,
                is_for_all=True,
            ) from None

    def _account(self, place: Place, answer: httpx.Response) -> None:
        """Take over what it says of the limits.

        Raises:
            QuotaError: it says that there is no more.
        """
        is_exhausted = answer.status_code == httpx.codes.TOO_MANY_REQUESTS
        wait = self._quota.account(
            place, said_of_limits(answer.headers), answered_at=answered_at(answer), is_exhausted=is_exhausted
        )
        if is_exhausted:
            wait = max(wait, retry_after_seconds(answer.headers) or 0.0) or WITHOUT_REDIS_SECONDS
            raise QuotaError(
                "Strava says that there were too many calls",
                retry_at=datetime.now(UTC) + timedelta(seconds=wait),
                retry_after_seconds=wait,
            )


class _NoRedisError(AwayError):
    """Raised when Redis is away: that says nothing about Strava."""


def _does_not_know_the_token(answer: httpx.Response) -> bool:
    """It may know it, and miss a permission: then another token is no help."""
    return answer.status_code == httpx.codes.UNAUTHORIZED and b'"missing"' not in answer.content


def _refusal(status: int) -> Exception:
    if status == httpx.codes.NOT_FOUND:
        return NotFoundError("Strava has no such thing for this athlete")
    if status == httpx.codes.UNAUTHORIZED:
        return RevokedError("Strava does not show it: the athlete has not allowed it, or no more")
    return RefusedError(f"Strava refused, with status {status}")
