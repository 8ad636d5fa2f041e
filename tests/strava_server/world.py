"""What the stand-in knows: our application, athletes, and the tokens that it has given."""

import secrets
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.strava_server.athletes import Activity, Athlete, make_athlete
from tests.strava_server.faults import Faults
from tests.strava_server.limits import Limits, Meter

FULL_SCOPE = "read,activity:read_all"


@dataclass(frozen=True)
class Grant:
    """What an athlete has allowed us: the tokens as a client is given them."""

    athlete_id: int
    scope: str
    access_token: str
    refresh_token: str
    #: Seconds since the epoch.
    expires_at: float


@dataclass
class World:
    """All of it. Only the server's own thread changes it while it serves, one call at a time."""

    client_id: str = "90210"
    client_secret: str = "a made-up secret of a made-up application"
    subscription_id: int = 120_475
    #: For how long an access token is good.
    token_seconds: float = 21_600.0
    #: Show a page with two links to whoever is to authorize, instead of answering for them.
    asks: bool = False
    #: What an athlete who is asked answers: a scope, or None to deny.
    answers: dict[int, str | None] = field(default_factory=dict)
    #: Who is logged in at Strava when the page to authorize is opened.
    logged_in: int = 1
    limits: Limits = field(default_factory=Limits)
    athletes: dict[int, Athlete] = field(default_factory=dict)
    codes: dict[str, tuple[int, str]] = field(default_factory=dict)
    #: By access token.
    grants: dict[str, Grant] = field(default_factory=dict)
    #: Those that are good, by refresh token.
    refreshes: dict[str, Grant] = field(default_factory=dict)
    #: All that were ever given, good or not.
    every_token: set[str] = field(default_factory=set)
    faults: Faults = field(default_factory=Faults)
    #: Of all that was asked: `GET /api/v3/activities/{id}` and so on, and of each `... -> status`.
    calls: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.meter = Meter(self.limits)

    @property
    def times_exceeded(self) -> int:
        """How often somebody called though there was no more."""
        return self.calls["quota exceeded"]

    def athlete(self, athlete_id: int) -> Athlete:
        """Somebody, who is made up when first asked for."""
        if athlete_id not in self.athletes:
            self.athletes[athlete_id] = make_athlete(athlete_id)
        return self.athletes[athlete_id]

    def put(self, activity: Activity) -> Activity:
        """Add an activity, or replace it."""
        self.athlete(activity["athlete"]["id"]).activities[activity["id"]] = activity
        return activity

    def remove(self, athlete_id: int, activity_id: int) -> None:
        self.athlete(athlete_id).activities.pop(activity_id, None)

    def authorize(self, athlete_id: int, scope: str = FULL_SCOPE) -> str:
        """A code, as if the athlete had pressed the button."""
        code = secrets.token_hex(20)
        self.codes[code] = (athlete_id, scope)
        return code

    def grant(self, athlete_id: int, scope: str = FULL_SCOPE, *, seconds: float | None = None) -> Grant:
        """Tokens. Earlier ones of the athlete stay good."""
        expires_at = time.time() + (self.token_seconds if seconds is None else seconds)
        grant = Grant(athlete_id, scope, _token("a"), _token("r"), expires_at)
        self.every_token |= {grant.access_token, grant.refresh_token}
        self.grants[grant.access_token] = grant
        self.refreshes[grant.refresh_token] = grant
        return grant

    def redeem(self, code: str) -> Grant | None:
        """Tokens for a code, which is void from then on."""
        found = self.codes.pop(code, None)
        return self.grant(*found) if found else None

    def rotate(self, refresh_token: str) -> Grant | None:
        """New tokens for a refresh token, which is void from then on. Access tokens live out their time."""
        old = self.refreshes.pop(refresh_token, None)
        return self.grant(old.athlete_id, old.scope) if old else None

    def revoke(self, athlete_id: int) -> None:
        """All that the athlete has allowed is void."""
        for tokens in (self.grants, self.refreshes):
            for name in [name for name, grant in tokens.items() if grant.athlete_id == athlete_id]:
                del tokens[name]

    def who(self, access_token: str) -> Grant | None:
        """Whose token it is, if it is good."""
        grant = self.grants.get(access_token)
        return grant if grant and grant.expires_at > time.time() else None


def _token(kind: str) -> str:
    return f"{kind}{secrets.token_hex(20)}"
