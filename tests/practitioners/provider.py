"""A small OpenID Connect provider on this machine, which lies when it is told to."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "safeguard-here", "its-secret"


class OwnProvider:
    """Speaks discovery, JWKS, code with PKCE and RS256. ``lies`` are claims in the place of the true ones."""

    def __init__(self) -> None:
        self.key, self.other_key = self._new_key(), self._new_key()
        self.codes: dict[str, dict[str, str]] = {}
        self.person = {"sub": "person-1", "email": "real@harbour.example", "email_verified": True}
        self.lies: dict[str, Any] = {}
        self.signs_with, self.algorithm = self.key, "RS256"
        self.answers_with: int | None = None
        self.describes: dict[str, Any] = {}
        self.issuer = ""

    @staticmethod
    def _new_key() -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def authorise(self, address: str) -> dict[str, str]:
        """What the browser of somebody who agrees is sent back with."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = uuid4().hex
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def description(self) -> dict[str, Any]:
        """The well-known page."""
        here = self.issuer
        pages = {"authorization_endpoint": "/authorise", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {"issuer": here, **{name: here + page for name, page in pages.items()}, **self.describes}

    def keys(self) -> dict[str, Any]:
        """The public key."""
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**key, "kid": "k1", "use": "sig", "alg": "RS256"}]}

    def token(self, sent: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The answer to a code: once, for the same browser, and for us."""
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or sent.get("client_secret") != CLIENT_SECRET:
            return 400, {"error": "invalid_grant"}
        proof = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if proof != asked["code_challenge"] or sent["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        true = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "auth_time": now,
        }
        claims = {name: value for name, value in {**true, **self.person, **self.lies}.items() if value is not None}
        key: Any = self.signs_with if self.algorithm == "RS256" else None
        return 200, {
            "access_token": "unused",
            "token_type": "Bearer",
            "id_token": jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": "k1"}),
        }


@contextmanager
def own_provider() -> Iterator[OwnProvider]:
    """One that listens on this machine until the end."""
    provider = OwnProvider()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self, status: int, content: Any) -> None:
            body = json.dumps(content).encode()
            self.send_response(provider.answers_with or status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            pages = {"/.well-known/openid-configuration": provider.description, "/keys": provider.keys}
            self._answer(200, pages[urlsplit(self.path).path]())

        def do_POST(self) -> None:
            sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._answer(*provider.token({name: texts[-1] for name, texts in sent.items()}))

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
