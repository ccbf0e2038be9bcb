"""The organisation's own sign-in, by OpenID Connect: code flow with PKCE, everything that comes back is checked.

Nothing of it is taken on trust: the signature by the provider's own keys, the issuer, the audience, the time, the
nonce. allauth's provider checks neither nonce nor signature, keeps what it is told of a person, and passes on
parameters that a visitor has chosen; it does the rest of a sign-in (decision 0029).
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
import requests

LONGEST = 5.0  # seconds for an answer of the provider
BIGGEST = 1_000_000  # bytes of an answer
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384")  # keys that only the provider has; never "none"
LEEWAY = 30  # seconds that two clocks may differ


class Unavailable(Exception):  # noqa: N818 - it is an answer, not a fault of ours
    """The provider does not answer, or not as the standard says. Its words are for the log."""


class Untrue(Exception):  # noqa: N818 - it is an answer
    """What came back is not what the provider would have said to us now."""


@dataclass(frozen=True)
class Attempt:
    """What a browser that was sent to the provider brings back: kept in its session until then, and used once."""

    state: str
    nonce: str
    verifier: str
    sent_at: float  # seconds, by the clock of this machine as tokens are judged by it

    @classmethod
    def new(cls) -> "Attempt":
        """One that nobody can guess."""
        return cls(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(64), time.time())


@dataclass(frozen=True)
class Provider:
    """A provider by its issuer, which never changes, and how we are known to it. ``comes_back``: our own address."""

    issuer: str
    client_id: str
    client_secret: str
    comes_back: str

    def address(self, attempt: Attempt, *, fresh: bool = False) -> str:
        """Where to send the browser; ``fresh`` asks for a new proof of who sits there. Raises Unavailable."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest()).rstrip(b"=")
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.comes_back,
            "scope": "openid email",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
            **({"prompt": "login", "max_age": "0"} if fresh else {}),
        }
        page = self._described()["authorization_endpoint"]
        return f"{page}{'&' if '?' in page else '?'}{urlencode(asked)}"

    def claims(self, code: str, attempt: Attempt, *, fresh: bool = False) -> Mapping[str, Any]:
        """What the provider says of whoever came back with ``code``. Raises Unavailable and Untrue.

        ``fresh``: a new proof was asked for, so it must have been given since the browser was sent away.
        """
        described = self._described()
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.comes_back,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "code_verifier": attempt.verifier,
        }
        answer = _ask("POST", described["token_endpoint"], data=sent)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise Untrue(f"no identity: {str(answer.get('error', ''))[:60]!r}")
        claims = self._checked(token, _ask("GET", described["jwks_uri"]))
        if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), attempt.nonce.encode()):
            raise Untrue("nonce")
        proved_at = claims.get("auth_time")
        if fresh and not (isinstance(proved_at, int) and proved_at >= attempt.sent_at - LEEWAY):
            raise Untrue("auth_time")
        return claims

    def _described(self) -> Mapping[str, Any]:
        described = _ask("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if str(described.get("issuer", "")).rstrip("/") != self.issuer.rstrip("/"):
            raise Untrue("issuer of the description")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            address = described.get(name)
            if not isinstance(address, str) or urlsplit(address).scheme != urlsplit(self.issuer).scheme:
                raise Unavailable(f"no usable {name}")
        return described

    def _checked(self, token: str, keys: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            key = next(one for one in jwt.PyJWKSet.from_dict(dict(keys)).keys if one.key_id == header.get("kid"))
            claims: Mapping[str, Any] = jwt.decode(
                token,
                key=key.key,
                algorithms=list(ALGORITHMS),
                audience=self.client_id,
                leeway=LEEWAY,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except (jwt.PyJWTError, StopIteration, TypeError, ValueError) as error:
            raise Untrue(type(error).__name__) from error
        if str(claims["iss"]).rstrip("/") != self.issuer.rstrip("/"):
            raise Untrue("issuer")
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != self.client_id:
            raise Untrue("authorised party")
        return claims


def _ask(method: str, address: str, **sent: Any) -> dict[str, Any]:
    """An answer as an object. Follows nobody who sends us elsewhere, and reads no more than ``BIGGEST``."""
    try:
        with requests.request(
            method,
            address,
            timeout=LONGEST,
            allow_redirects=False,
            stream=True,
            headers={"Accept": "application/json"},
            **sent,
        ) as answer:
            content = answer.raw.read(BIGGEST + 1, decode_content=True)
            if answer.status_code >= 500 or 300 <= answer.status_code < 400 or len(content) > BIGGEST:
                raise Unavailable(f"{answer.status_code} from {urlsplit(address).hostname}")
            found = json.loads(content)
    except (requests.RequestException, OSError, ValueError) as error:
        raise Unavailable(type(error).__name__) from error
    if not isinstance(found, dict):
        raise Unavailable("not an object")
    return found
