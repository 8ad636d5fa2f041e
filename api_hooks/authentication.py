"""Who is asking: a bearer token, or else one in the session cookie; for load tests, a bypass if it is set."""

import hmac

import structlog
from starlette.requests import Request

from api_hooks.errors import TooManyRequestsError, UnauthorizedError, UnavailableError
from api_hooks.same_origin import SAFE_METHODS, SameOrigin
from api_hooks.token_cache import LONGEST_TOKEN, TokenCache
from runtime.settings import Settings
from runtime.shared_limit import SharedLimit
from runtime.tokens import Identity, InvalidTokenError, KeySetUnavailableError

_logger = structlog.get_logger(__name__)


class Authenticator:
    """Turns a request into the identity of its caller, at every door but the public ones.

    So this is the place for what holds at all of them: changes come from no foreign page, and not too many
    of them from one user.

    Args:
        settings: who is believed.
        writes: how many changes one user may ask for; no limit if it is not given.
    """

    def __init__(self, settings: Settings, writes: SharedLimit | None = None) -> None:
        self._cookie = settings.session_cookie_name
        self._writes = writes
        self.same_origin = SameOrigin(
            settings.trusted_origins, trust_forwarded_host=settings.trust_forwarded_host
        )
        self._tokens = TokenCache(settings)
        self._bypass_secret: bytes | None = None
        if settings.load_test_bypass_enabled and settings.load_test_bypass_secret is not None:
            self._bypass_secret = settings.load_test_bypass_secret.get_secret_value().encode()
            _logger.warning(
                "THE LOAD-TEST BYPASS IS ON: whoever has its secret can act as any user. Not for production."
            )

    async def identify(self, request: Request) -> Identity:
        """The caller's identity. Headers that merely claim one are ignored.

        Raises:
            UnauthorizedError: no token, or one that is not valid.
            ForeignFormError: a change that another site's page asks for.
            TooManyRequestsError: more changes in a minute than one user may ask for.
            UnavailableError: the key set that tokens are checked against cannot be fetched.
        """
        is_change = request.method not in SAFE_METHODS
        if is_change:
            self.same_origin.require(request)
        identity = self._bypassed(request) or await self.identity_of(self._token(request))
        if is_change and self._writes is not None:
            # By whatever the token names the user: a name of its own costs nobody else anything.
            exceeded = self._writes.count(identity.subject or identity.email or "")
            if exceeded is not None:
                raise TooManyRequestsError(exceeded)
        return identity

    def _token(self, request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            token = request.cookies.get(self._cookie, "")
        return token.strip()

    async def identity_of(self, token: str) -> Identity:
        """Who a token speaks for. Raises as `identify` does, where it concerns the token."""
        if not token or len(token) > LONGEST_TOKEN:
            raise UnauthorizedError(token_was_given=bool(token))
        try:
            return await self._tokens.identity_of(token)
        except InvalidTokenError as error:
            _logger.info("a token was refused", reason=str(error))
            raise UnauthorizedError(token_was_given=True) from None
        except KeySetUnavailableError:
            raise UnavailableError("Tokens cannot be checked at the moment; try again shortly") from None

    def _bypassed(self, request: Request) -> Identity | None:
        if self._bypass_secret is None:
            return None
        given = request.headers.get("x-load-test-secret", "").encode()
        email = request.headers.get("x-auth-user-email", "").strip().lower()
        if not hmac.compare_digest(given, self._bypass_secret) or not email:
            return None
        return Identity(None, email, float("inf"))
