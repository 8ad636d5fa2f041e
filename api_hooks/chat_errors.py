"""How the assistant refuses."""

from typing import Any

from api_hooks.errors import ApiError, TooManyRequestsError
from runtime.rate_limit import Exceeded


class _CodedError(ApiError):
    def __init__(self, code: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.more = {"code": code, **more}


class SubscriptionRequiredError(_CodedError):
    """Raised when an athlete's subscription includes no more messages this month."""

    status = 403

    def __init__(self, used: int, limit: int, upgrade_url: str | None) -> None:
        message = (
            f"All {limit} messages of this month are used"
            if limit
            else "The subscription does not include the assistant"
        )
        super().__init__(
            "SUBSCRIPTION_REQUIRED", message, upgradeUrl=upgrade_url, currentUsage=used, limit=limit
        )


class ConsentRequiredError(_CodedError):
    """Raised when an athlete has not agreed to data of theirs being given to a provider."""

    status = 403

    def __init__(self) -> None:
        super().__init__("CONSENT_REQUIRED", "The athlete has not agreed that the assistant uses their data")


class ProviderNotSetUpError(_CodedError):
    """Raised when somebody is asked for who is not set up."""

    status = 400

    def __init__(self, provider: str) -> None:
        super().__init__("PROVIDER_NOT_SET_UP", f"{provider} is not set up")


class LimitExceededError(TooManyRequestsError):
    """Raised when the caller, the business or the provider has had enough for a minute."""

    def __init__(self, exceeded: Exceeded, scope: str) -> None:
        super().__init__(exceeded)
        self.more |= {"scope": scope}
