"""What the web process answers when it cannot do what was asked: each error knows its status and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from runtime.rate_limit import Exceeded


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One field that is not right: its name in the HTTP body, what was given, and what would be right."""

    field: str
    value: Any
    rule: str


class ApiError(Exception):
    """Base of all errors that are answered as `{"error": ...}`. The message is for the caller to read."""

    status: ClassVar[int]

    def __init__(
        self, message: str, *, headers: Mapping[str, str] | None = None, details: Sequence[FieldFault] = ()
    ) -> None:
        super().__init__(message)
        self.headers = dict(headers or {})
        self.details = tuple(details)
        #: What the body says beside the message, or instead of it.
        self.more: dict[str, Any] = {}


class MalformedBodyError(ApiError):
    """Raised when the body is not a JSON object."""

    status = 400


class UnauthorizedError(ApiError):
    """Raised when nobody, or nobody who can be believed, is asking."""

    status = 401

    def __init__(self, *, token_was_given: bool = False) -> None:
        challenge = 'Bearer realm="afterwrite"'
        if token_was_given:
            challenge += ', error="invalid_token"'
        super().__init__("Unauthorized", headers={"www-authenticate": challenge})


class AccessDeniedError(ApiError):
    """Raised when the caller may not see the athlete, or the request comes from a foreign page."""

    status = 403

    def __init__(self, message: str = "Access denied") -> None:
        super().__init__(message)


class ForeignFormError(AccessDeniedError):
    """Raised when a change is asked for by another site's page."""


class NotFoundError(ApiError):
    """Raised when what is asked for does not exist."""

    status = 404


class UnknownUserError(NotFoundError):
    """Raised when the token is good, and names nobody who has an account here."""

    def __init__(self) -> None:
        super().__init__("User not found")


class ConflictError(ApiError):
    """Raised when what is asked for does not go together with what there is."""

    status = 409


class BodyTooLargeError(ApiError):
    """Raised when the body is over the limit."""

    status = 413


class SlowBodyError(ApiError):
    """Raised when the body is not there in time."""

    status = 408

    def __init__(self, seconds: float) -> None:
        # What is left of the body may come at any time: the connection is of no use to anybody.
        super().__init__(f"The body was not there within {seconds:g} s", headers={"connection": "close"})


#: Fields that one sentence names; a check-in has fewer.
MOST_NAMED = 50


class InvalidFieldsError(ApiError):
    """Raised when the request is well formed, and says something impossible."""

    status = 422

    def __init__(self, faults: Sequence[FieldFault]) -> None:
        first, *more = faults
        message = f"{first.field} must be {first.rule}"
        if more:
            named = ", ".join(fault.field for fault in faults[:MOST_NAMED])
            message = f"{len(faults)} fields are not right: {named}{', ...' * (len(faults) > MOST_NAMED)}"
        super().__init__(message, details=faults)


class TooManyRequestsError(ApiError):
    """Raised when the caller has asked too often."""

    status = 429

    def __init__(self, exceeded: Exceeded) -> None:
        limit, reset_at, seconds, what, _ = exceeded
        headers = {
            "x-ratelimit-limit": limit,
            "x-ratelimit-remaining": 0,
            "x-ratelimit-reset": reset_at,
            "retry-after": seconds,
        }
        message = f"More than {limit} {what} in a minute; try again in {seconds} s"
        super().__init__(message, headers={name: str(value) for name, value in headers.items()})
        self.more = {"error": "RATE_LIMIT_EXCEEDED", "message": message, "retryAfter": seconds}


class NotSetUpError(ApiError):
    """Raised when a setting is missing for what is asked for; the message says which, and what to do."""

    status = 501


class UnavailableError(ApiError):
    """Raised when a server that is needed for the answer is away. Trying again later is right."""

    status = 503

    def __init__(self, message: str, *, retry_after_seconds: int = 2) -> None:
        super().__init__(message, headers={"retry-after": str(retry_after_seconds)})
        self.more = {"retryAfter": retry_after_seconds}
