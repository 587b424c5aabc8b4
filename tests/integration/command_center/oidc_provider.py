"""A small provider (OpenID Connect) on loopback, that can be told to misbehave."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import secrets
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.integration.command_center.house import until

CLIENT = "sharp-eyes"
SECRET = "secret of the client"


@dataclass
class Provider:
    """What it does and what it saw.

    Attributes:
        url: Its issuer.
        person: Claims of whoever signs in.
        more: Claims that only its user information holds.
        spoil: Changes the claims of a token before it is signed.
        key: Signs; the published one unless it is changed.
        algorithm: With which it signs.
        error: With which it sends everybody back, if any.
        asks: Whether it shows a page on which one signs in or breaks off.
        issuer_said: What its configuration calls itself.
        codes: Codes that were given and not used yet.
        asked: Requests for authorization, newest last.
    """

    url: str
    person: dict[str, Any] = field(
        default_factory=lambda: {"sub": "p-1", "preferred_username": "li.si"}
    )
    more: dict[str, Any] = field(default_factory=dict)
    spoil: Callable[[dict[str, Any]], None] = lambda _claims: None
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    published: RSAKey | None = None
    algorithm: str = "RS256"
    error: str = ""
    asks: bool = False
    issuer_said: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def app(self) -> FastAPI:
        """Make its application."""
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        async def configuration() -> dict[str, Any]:
            return {
                "issuer": self.issuer_said or self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "userinfo_endpoint": f"{self.url}/userinfo",
            }

        @app.get("/keys")
        async def keys() -> dict[str, Any]:
            return {"keys": [(self.published or self.key).as_dict(private=False)]}

        @app.get("/authorize")
        async def authorize(request: Request) -> Response:
            asked = dict(request.query_params)
            self.asked.append(asked)
            on = self._back(asked)
            if not self.asks:
                return RedirectResponse(on, 302)
            off = self._back(asked, "access_denied")
            return HTMLResponse(
                "<!doctype html><title>provider</title>"
                f'<a id="agree" href="{escape(on)}">Sign in</a> '
                f'<a id="cancel" href="{escape(off)}">Cancel</a>'
            )

        @app.post("/token")
        async def token(request: Request) -> JSONResponse:
            form = {
                name: values[0]
                for name, values in parse_qs((await request.body()).decode()).items()
            }
            asked = self.codes.pop(form["code"], None)
            basic = base64.b64decode(request.headers["authorization"].split()[1]).decode()
            challenge = hashlib.sha256(form["code_verifier"].encode()).digest()
            if (
                asked is None
                or unquote(basic) != f"{CLIENT}:{SECRET}"
                or asked["code_challenge_method"] != "S256"
                or asked["code_challenge"]
                != base64.urlsafe_b64encode(challenge).decode().rstrip("=")
                or asked["redirect_uri"] != form["redirect_uri"]
                or form["grant_type"] != "authorization_code"
            ):
                return JSONResponse({"error": "invalid_grant"}, 400)
            now = int(time.time())
            claims = {
                "iss": self.url,
                "aud": CLIENT,
                "iat": now,
                "exp": now + 300,
                "nonce": asked["nonce"],
                **self.person,
            }
            self.spoil(claims)
            header = {"alg": self.algorithm, "kid": "1"}
            signed = jwt.encode(header, claims, self.key, algorithms=[self.algorithm])
            return JSONResponse({"access_token": "at", "token_type": "Bearer", "id_token": signed})

        @app.get("/userinfo")
        async def userinfo() -> dict[str, Any]:
            return {"sub": self.person["sub"], **self.more}

        return app

    def _back(self, asked: dict[str, str], error: str = "") -> str:
        """Where the browser is sent back to."""
        said = {"state": asked["state"], "iss": self.url}
        if error or self.error:
            said["error"] = error or self.error
        else:
            said["code"] = secrets.token_urlsafe(16)
            self.codes[said["code"]] = asked
        return f"{asked['redirect_uri']}?{urlencode(said)}"


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def provider(host: str = "127.0.0.1") -> AsyncIterator[Provider]:
    """Run one, under a name of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    one = Provider(f"http://{host}:{listener.getsockname()[1]}")
    server = _Server(uvicorn.Config(one.app(), log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await until(lambda: server.started)
        yield one
    finally:
        server.should_exit = True
        await serving
