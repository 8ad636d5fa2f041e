"""Tokens: minted and verified with a secret, or verified against a key set that others keep."""

import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from ops.ports import free_port
from runtime.settings import Settings, SettingsError
from runtime.tokens import Identity, InvalidTokenError, KeySetUnavailableError, mint, verify

SECRET = "a secret of the tests that is long enough to be one, with whichever of the three hashes"


def with_secret(**more: object) -> Settings:
    return Settings.model_validate({"jwt_secret": SECRET, **more})


def claims(**more: object) -> dict[str, Any]:
    """Claims that are good; None leaves one out."""
    usual = {"sub": "user-1", "aud": "afterwrite", "exp": int(time.time()) + 3_600}
    return {name: value for name, value in (usual | more).items() if value is not None}


def signed(content: dict[str, Any], secret: str = SECRET, algorithm: str = "HS256") -> str:
    return jwt.encode(content, secret, algorithm=algorithm)


def test_a_minted_token_is_verified() -> None:
    minted = verify(with_secret(), mint(with_secret(), "user-1", hours=2))
    assert (minted.subject, minted.email) == ("user-1", None)
    assert minted.expires_at == pytest.approx(time.time() + 7200, abs=5)


def test_an_address_names_the_user_too_in_whatever_case() -> None:
    identity = verify(with_secret(), mint(with_secret(), "Anna@Example.org"))
    assert (identity.subject, identity.email) == (None, "anna@example.org")


PREVIOUS = "the secret before that one, which is long enough to be one as well"


def test_while_the_secret_is_changed_tokens_of_both_are_good() -> None:
    before, during = Settings(jwt_secret=PREVIOUS), with_secret(jwt_previous_secret=PREVIOUS)
    old, new = mint(before, "user-1"), mint(during, "user-1")
    assert verify(during, old).subject == verify(during, new).subject == "user-1"
    assert verify(with_secret(), new).subject == "user-1"
    with pytest.raises(InvalidTokenError):
        verify(with_secret(), old)


def test_a_token_of_the_previous_secret_is_checked_like_any_other() -> None:
    during = with_secret(jwt_previous_secret=PREVIOUS)
    for content in (claims(exp=1), claims(aud="another service"), claims(exp=None)):
        with pytest.raises(InvalidTokenError):
            verify(during, signed(content, PREVIOUS))
    with pytest.raises(InvalidTokenError):
        verify(during, signed(claims(), "neither of the two secrets, though long enough"))


def test_one_claim_names_the_user() -> None:
    """A token that names one user by id and another by address speaks for one of them only."""
    token = signed(claims(email="anna@example.org", exp=4_000_000_000))
    assert verify(with_secret(), token) == Identity("user-1", None, 4_000_000_000)
    by_address = with_secret(jwt_user_claim="email")
    assert verify(by_address, token) == Identity(None, "anna@example.org", 4_000_000_000)


@pytest.mark.parametrize("content", [{}, {"email": "anna@example.org", "email_verified": False}])
def test_by_address_it_takes_one_that_is_verified(content: dict[str, Any]) -> None:
    with pytest.raises(InvalidTokenError):
        verify(with_secret(jwt_user_claim="email"), signed(claims(**content)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (claims(exp=1), "expired"),
        (claims(exp=None), "MissingRequiredClaimError"),
        (claims(exp="soon"), "DecodeError"),
        (claims(aud=None), "MissingRequiredClaimError"),
        (claims(aud="another service"), "InvalidAudienceError"),
        (claims(nbf=int(time.time()) + 86_400), "ImmatureSignatureError"),
        (claims(sub=None), "names no user"),
        (claims(sub=""), "names no user"),
        (claims(sub=7), "InvalidSubjectError"),
        (claims(sub=None, email=["anna@example.org"]), "names no user"),
    ],
)
def test_a_token_that_is_not_good_is_refused(content: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidTokenError, match=said):
        verify(with_secret(), signed(content))


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        "å.ä.ö",
        signed(claims(), secret=SECRET[::-1]),
        signed(claims(), algorithm="HS384"),
        jwt.encode(claims(), None, algorithm="none"),
        signed(claims())[:-2],
        jwt.encode(claims(), SECRET, headers={"kid": "k"}, algorithm="HS512"),
    ],
)
def test_a_forged_token_is_refused(token: str) -> None:
    with pytest.raises(InvalidTokenError):
        verify(with_secret(), token)


def test_a_token_that_has_just_run_out_is_let_through_for_clocks_that_differ() -> None:
    token = signed(claims(exp=int(time.time()) - 3))
    assert verify(with_secret(jwt_leeway_seconds=10), token).subject == "user-1"
    with pytest.raises(InvalidTokenError):
        verify(with_secret(jwt_leeway_seconds=0), token)


def test_without_a_secret_there_is_nothing_to_sign_or_verify_with() -> None:
    with pytest.raises(SettingsError):
        mint(Settings(), "user-1")
    with pytest.raises(SettingsError):
        verify(Settings(), signed(claims()))


class KeySet:
    """A server of public keys, which can change what it serves."""

    def __init__(self, port: int) -> None:
        self.keys: list[dict[str, Any]] = []
        self.fetched = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.fetched += 1
                body = json.dumps({"keys": outer.keys}).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/keys.json"

    def add(self, name: str, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> None:
        if isinstance(key, rsa.RSAPrivateKey):
            public = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        else:
            public = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
        self.keys.append({**public, "kid": name, "use": "sig"})


@pytest.fixture
def key_set() -> Iterator[KeySet]:
    key_set = KeySet(free_port())
    thread = threading.Thread(target=key_set.server.serve_forever)
    thread.start()
    yield key_set
    key_set.server.shutdown()
    thread.join()
    key_set.server.server_close()


RSA_KEY = rsa.generate_private_key(65537, 2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())


def test_a_key_set_decides(key_set: KeySet) -> None:
    key_set.add("first", RSA_KEY)
    key_set.add("second", EC_KEY)
    settings = Settings(jwt_jwks_url=key_set.url)
    for key, name, algorithm in [(RSA_KEY, "first", "RS256"), (EC_KEY, "second", "ES256")]:
        token = jwt.encode(claims(), key, algorithm=algorithm, headers={"kid": name})
        assert verify(settings, token).subject == "user-1"
    assert key_set.fetched == 1


def signed_with_public_key(key: rsa.RSAPrivateKey, name: str) -> str:
    """The old trick: everybody has the public key, so sign with it and call it HS256."""
    secret = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "kid": name}, claims())]
    text = b".".join(urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    signature = hmac.digest(secret, text, "sha256")
    return (text + b"." + urlsafe_b64encode(signature).rstrip(b"=")).decode()


def test_what_the_key_set_does_not_hold_is_refused(key_set: KeySet) -> None:
    key_set.add("first", RSA_KEY)
    settings = with_secret(jwt_jwks_url=key_set.url)
    other = rsa.generate_private_key(65537, 2048)
    forged = {
        "by a key of the same name": jwt.encode(claims(), other, algorithm="RS256", headers={"kid": "first"}),
        "by a key of no name": jwt.encode(claims(), RSA_KEY, algorithm="RS256"),
        "by a key nobody knows": jwt.encode(claims(), other, algorithm="RS256", headers={"kid": "x"}),
        "with the secret": jwt.encode(claims(), SECRET, algorithm="HS256", headers={"kid": "first"}),
        "with the public key as secret": signed_with_public_key(RSA_KEY, "first"),
        "unsigned": jwt.encode(claims(), None, algorithm="none", headers={"kid": "first"}),
        "by no token": "nonsense",
    }
    for how, token in forged.items():
        with pytest.raises(InvalidTokenError):
            pytest.fail(f"accepted a token signed {how}: {verify(settings, token)}")
    assert key_set.fetched <= 2, "names that nobody knows do not fetch the set each time"


def test_a_key_set_that_cannot_be_fetched_is_not_the_tokens_fault() -> None:
    settings = Settings(jwt_jwks_url=f"http://127.0.0.1:{free_port()}/keys.json")
    token = jwt.encode(claims(), RSA_KEY, algorithm="RS256", headers={"kid": "first"})
    with pytest.raises(KeySetUnavailableError):
        verify(settings, token)
