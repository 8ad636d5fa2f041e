"""Strava's OAuth: asking an athlete, and getting, renewing and giving back tokens."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import httpx
from pydantic import BaseModel, SecretStr, ValidationError

from providers.connected import Tokens
from providers.errors import AwayError, RefusedError, RevokedError
from providers.strava.app import StravaApp
from providers.strava.http import call, client_of, content

#: What we ask for: activities, also those that only the athlete sees.
WANTED_SCOPE: Final = "read,activity:read_all"
#: One of these is needed. An athlete may untick the second.
READS_ACTIVITIES: Final = frozenset({"activity:read", "activity:read_all"})

_REFUSED = frozenset({400, 401, 403})
#: What Strava calls that which is wrong, where it is not our application.
_ATHLETES_OWN = frozenset({"RefreshToken", "AuthorizationCode", "AccessToken"})


@dataclass(frozen=True, slots=True)
class Granted:
    """What an athlete has given us."""

    tokens: Tokens
    external_user_id: str


class StravaOAuth:
    """Speaks for our application. Safe to share between threads."""

    def __init__(self, app: StravaApp, client: httpx.Client | None = None) -> None:
        self._app = app
        self._client = client or client_of(app)

    def authorize_url(self, state: str, redirect_url: str) -> str:
        """Where an athlete is asked.

        Args:
            state: comes back with the answer.
            redirect_url: where the browser comes back to.
        """
        query = {
            "client_id": self._app.client_id,
            "redirect_uri": redirect_url,
            "response_type": "code",
            "approval_prompt": "auto",
            "scope": WANTED_SCOPE,
            "state": state,
        }
        return f"{self._app.url}/oauth/authorize?{urlencode(query)}"

    def exchange(self, code: str) -> Granted:
        """Tokens for the code that the browser has come back with.

        Raises:
            RevokedError: the code is not good, or no more.
            RefusedError: Strava does not know our application, or has refused for another reason.
            AwayError: Strava does not answer.
        """
        answer = self._token(grant_type="authorization_code", code=code)
        if answer.athlete is None:
            raise RefusedError("Strava did not say whose tokens these are")
        return Granted(answer.tokens(), str(answer.athlete.id))

    def refresh(self, refresh_token: SecretStr) -> Tokens:
        """New tokens. The refresh token is void from then on, and that which is answered takes its place.

        Raises:
            RevokedError: it is not good any more: the athlete has withdrawn the access.
            RefusedError: Strava does not know our application, or has refused for another reason.
            AwayError: Strava does not answer.
        """
        given = refresh_token.get_secret_value()
        return self._token(grant_type="refresh_token", refresh_token=given).tokens()

    def deauthorise(self, access_token: SecretStr) -> bool:
        """Give the access back; whether Strava has taken it. It counts as given back also where it was gone.

        Raises:
            AwayError: Strava does not answer.
        """
        bearer = {"authorization": f"Bearer {access_token.get_secret_value()}"}
        answer = call(self._client, "POST", "/oauth/deauthorize", headers=bearer)
        return answer.is_success or answer.status_code == httpx.codes.UNAUTHORIZED

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _token(self, **given: str) -> "_TokenAnswer":
        body = {
            "client_id": self._app.client_id,
            "client_secret": self._app.client_secret.get_secret_value(),
            **given,
        }
        answer = call(self._client, "POST", "/oauth/token", data=body)
        if not answer.is_success:
            raise _refusal(answer)
        try:
            return _TokenAnswer.model_validate(content(answer))
        except ValidationError:  # what it says would be shown in the error
            raise AwayError("Strava answered with something that are no tokens") from None


class _Athlete(BaseModel):
    id: int


class _TokenAnswer(BaseModel):
    access_token: SecretStr
    refresh_token: SecretStr
    expires_in: float
    athlete: _Athlete | None = None

    def tokens(self) -> Tokens:
        return Tokens(self.access_token, self.refresh_token, self.expires_in)


def _refusal(answer: httpx.Response) -> Exception:
    """Whether it is the athlete's token that is not good: only that ends a connection."""
    status = answer.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return AwayError("Strava gives no tokens at the moment: too many were asked for")
    if status in _REFUSED and _is_the_athletes(answer):
        return RevokedError("Strava does not accept the token any more: the access was withdrawn")
    return RefusedError(f"Strava refused to give tokens, with status {status}; is its application set right?")


def _is_the_athletes(answer: httpx.Response) -> bool:
    try:
        said = content(answer)
    except AwayError:
        return False
    if not isinstance(said, Mapping):
        return False
    if said.get("error") == "invalid_grant":
        return True
    errors: Any = said.get("errors")
    listed = [each for each in errors if isinstance(each, Mapping)] if isinstance(errors, list) else []
    return bool(listed) and all(each.get("resource") in _ATHLETES_OWN for each in listed)
