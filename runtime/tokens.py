"""Bearer tokens: minting one for the embedded platform, verifying one from anywhere."""

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jwt

from runtime.settings import Settings, SettingsError

#: What an HS256 secret signs, and what a JWKS may sign. A token's own `alg` chooses only within one of them.
SECRET_ALGORITHMS: tuple[str, ...] = ("HS256",)
JWKS_ALGORITHMS: tuple[str, ...] = ("RS256", "ES256", "EdDSA")

#: A key set is fetched again after this long, or when a token names a key that is not in it.
KEY_SET_SECONDS = 300


class InvalidTokenError(Exception):
    """Raised when a token is not ours, not for us, or out of date. The message is safe to show."""


class KeySetUnavailableError(Exception):
    """Raised when the key set cannot be fetched: whether the token is good is not known."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a token speaks for: `subject` is the user's id, or else `email` names the user."""

    subject: str | None
    email: str | None
    #: When the token runs out, in seconds since the epoch.
    expires_at: float


def mint(settings: Settings, subject: str, *, hours: float = 12.0) -> str:
    """A signed token for a user's id (or e-mail address), valid for `hours`.

    Raises:
        SettingsError: no AFTERWRITE_JWT_SECRET is set.
    """
    if settings.jwt_secret is None:
        raise SettingsError("AFTERWRITE_JWT_SECRET is not set: there is nothing to sign a token with")
    now = int(time.time())
    claims: dict[str, Any] = {"aud": settings.jwt_audience, "iat": now, "exp": now + int(hours * 3600)}
    claims["email" if "@" in subject else "sub"] = subject
    return jwt.encode(claims, settings.jwt_secret.get_secret_value(), algorithm="HS256")


def verify(settings: Settings, token: str) -> Identity:
    """Who the token speaks for.

    With AFTERWRITE_JWT_JWKS_URL set the key set decides, else the secret, or the one before it where that is
    set too. Audience and expiry are always checked. The key set may have to be fetched: run this in a thread
    where a wait matters.

    Raises:
        InvalidTokenError: signature, audience, expiry or form is wrong.
        KeySetUnavailableError: the server of the key set does not answer.
        SettingsError: neither a secret nor a key set is configured.
    """
    try:
        claims = _claims(settings, token)
    except jwt.ExpiredSignatureError:
        raise InvalidTokenError("the token has expired") from None
    except jwt.PyJWKClientConnectionError as error:
        raise KeySetUnavailableError("the key set cannot be fetched") from error
    except jwt.PyJWTError as error:
        raise InvalidTokenError(f"the token is not valid: {type(error).__name__}") from None
    return _identity(claims, settings.jwt_user_claim)


def _claims(settings: Settings, token: str) -> dict[str, Any]:
    if settings.jwt_jwks_url is not None:
        key = _key_set(settings.jwt_jwks_url).get_signing_key_from_jwt(token).key
        return _decoded(settings, token, key, JWKS_ALGORITHMS)
    if settings.jwt_secret is None:
        raise SettingsError("neither AFTERWRITE_JWT_SECRET nor AFTERWRITE_JWT_JWKS_URL is set")
    try:
        return _decoded(settings, token, settings.jwt_secret.get_secret_value(), SECRET_ALGORITHMS)
    except jwt.InvalidSignatureError:
        if settings.jwt_previous_secret is None:
            raise
        return _decoded(settings, token, settings.jwt_previous_secret.get_secret_value(), SECRET_ALGORITHMS)


def _decoded(settings: Settings, token: str, key: Any, algorithms: tuple[str, ...]) -> dict[str, Any]:
    return jwt.decode(
        token,
        key,
        algorithms=list(algorithms),
        audience=settings.jwt_audience,
        leeway=settings.jwt_leeway_seconds,
        options={"require": ["exp", "aud"]},
    )


def _identity(claims: dict[str, Any], user_claim: str) -> Identity:
    """One claim names the user: two that name different users would let a caller choose."""
    subject, email = claims.get("sub"), claims.get("email")
    if not isinstance(subject, str | None) or not isinstance(email, str | None):
        raise InvalidTokenError("the token names no user: `sub` and `email` must be text")
    expires_at = float(claims["exp"])
    if user_claim == "sub" and subject:
        return Identity(subject, None, expires_at)
    if not email:
        raise InvalidTokenError("the token names no user: it has neither `sub` nor `email`")
    if claims.get("email_verified") is False:
        raise InvalidTokenError("the token's e-mail address is not verified")
    return Identity(None, email.lower(), expires_at)


@lru_cache(maxsize=4)
def _key_set(url: str) -> jwt.PyJWKClient:
    # Keys live as long as their set does, so that one that was revoked stops working.
    return jwt.PyJWKClient(url, cache_keys=False, cache_jwk_set=True, lifespan=KEY_SET_SECONDS, timeout=3)
