"""A centre in this process, behind a real web server on a free port."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from argon2 import PasswordHasher
from sqlalchemy.ext.asyncio import AsyncSession
from websockets.asyncio.client import ClientConnection, connect

from command_center.accounts.grant import Grant
from command_center.accounts.passwords import Passwords
from command_center.accounts.role import Role
from command_center.accounts.scope import Scope
from command_center.accounts.sessions import LIFE, token_hash
from command_center.accounts.viewer import Viewer
from command_center.api.app import create_app
from command_center.api.guards import COOKIE
from command_center.centre import Centre
from command_center.commands.web_server import WebServer
from command_center.settings import CentreSettings
from command_center.store.role_grant_row import RoleGrantRow
from command_center.store.session_row import SessionRow
from command_center.store.user_row import UserRow
from sharp_eyes.clock import Clock, SystemClock
from tests.integration.command_center.store import Store

PASSWORD = "correct horse battery staple"
NODE_TOKEN = "node-token-of-the-test"
CAMERA_PASSWORD = "camera-password-of-the-test"
REGISTRY = Path(__file__).resolve().parents[3] / "camera_registry.yaml"
CHANGING = {"Sharp-Eyes-Request": "1"}
CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
"""The same function as in earnest, a thousand times cheaper."""
JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 20 + b"\xff\xd9"


STORE: Store | None = None
"""Set by the fixture ``store``, so that all tests run on both databases; none for a SQLite file in
the state folder."""


async def until(
    condition: Callable[[], Awaitable[Any]] | Callable[[], Any], limit_s: float = 40.0
) -> Any:
    """Wait until a condition holds and return what it gave."""
    async with asyncio.timeout(limit_s):
        while True:
            found = condition()
            if asyncio.iscoroutine(found):
                found = await found
            if found:
                return found
            await asyncio.sleep(0.01)


@dataclass
class House:
    """A running centre.

    Attributes:
        centre: Itself.
        url: Where it answers.
        said: What it showed to whoever started it.
        transport: What clients call through; the network, where none is given.
    """

    centre: Centre
    url: str
    said: list[str] = field(default_factory=list)
    transport: httpx.AsyncBaseTransport | None = None

    @property
    def host(self) -> str:
        """Host and port."""
        return self.url.removeprefix("http://")

    def anybody(self) -> httpx.AsyncClient:
        """Return a client that is not signed in."""
        return httpx.AsyncClient(base_url=self.url, timeout=20, transport=self.transport)

    @asynccontextmanager
    async def signed_in(
        self, username: str = "duty", password: str = PASSWORD
    ) -> AsyncIterator[httpx.AsyncClient]:
        """Return a client with a session."""
        async with self.anybody() as client:
            answer = await client.post(
                "/api/v1/session",
                json={"username": username, "password": password, "purpose": "duty"},
                headers=CHANGING,
            )
            assert answer.status_code == 200, answer.text
            client.headers.update(CHANGING)
            yield client

    def node(self) -> httpx.AsyncClient:
        """Return a client with the node's token."""
        return httpx.AsyncClient(
            base_url=f"{self.url}/api/v1/node",
            headers={"Authorization": f"Bearer {NODE_TOKEN}"},
            timeout=20,
        )

    @asynccontextmanager
    async def machine(
        self, name: str, *scopes: Scope, region: str = "", unit: str = ""
    ) -> AsyncIterator[httpx.AsyncClient]:
        """Return a client with a token of its own."""
        issuer = Viewer(0, "test", "test", (Grant(None, ""),), "S", "test", self.centre.clock.now())
        async with self.centre.database.write() as session:
            token, _ = await self.centre.api_tokens.issue(
                session, issuer, name, scopes, Grant(None, region, unit), "test", 1
            )
        async with self.anybody() as client:
            client.headers["Authorization"] = f"Bearer {token}"
            yield client

    def socket(self, client: httpx.AsyncClient, path: str, **fields: Any) -> connect:
        """Return a WebSocket with the client's session and our own page's origin."""
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        headers = {"Cookie": cookie} if cookie else {}
        options = {"origin": self.url, "additional_headers": headers, "max_size": 4 << 20}
        return connect(f"ws://{self.host}{path}", **options | fields)

    def node_socket(self, path: str, *, token: str = NODE_TOKEN) -> connect:
        """Return a WebSocket with a node's token."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return connect(f"ws://{self.host}{path}", additional_headers=headers)

    async def add_user(
        self,
        username: str,
        region: str,
        role: Role | None = Role.DUTY_OFFICER,
        unit: str = "",
    ) -> None:
        """Add somebody with one role, or none, with the common password."""
        encoded = await self.centre.passwords.hash(PASSWORD)
        async with self.centre.database.write() as session:
            await self._add(session, username, encoded, region, role, unit)

    @asynccontextmanager
    async def somebody(
        self, role: Role | None, region: str = "", unit: str = ""
    ) -> AsyncIterator[httpx.AsyncClient]:
        """Return a client of a new user with one role, or none, without the costly sign-in."""
        now, token = self.centre.clock.now(), uuid4().hex
        async with self.centre.database.write() as session:
            user = await self._add(session, f"u-{token[:12]}", "", region, role, unit)
            session.add(
                SessionRow(
                    id=self.centre.ulids.new(),
                    token_hash=token_hash(token),
                    user_id=user.id,
                    purpose="duty",
                    created_at=now,
                    expires_at=now + LIFE,
                )
            )
        async with self.anybody() as client:
            client.cookies.set(COOKIE, token)
            client.headers.update(CHANGING)
            yield client

    async def _add(
        self,
        session: AsyncSession,
        username: str,
        encoded: str,
        region: str,
        role: Role | None,
        unit: str,
    ) -> UserRow:
        user = UserRow(
            username=username,
            display_name=username,
            password_hash=encoded,
            disabled=False,
            created_at=self.centre.clock.now(),
            region=region,
        )
        session.add(user)
        await session.flush()
        if role is not None:
            session.add(RoleGrantRow(user_id=user.id, role=role.value, region=region, unit=unit))
        return user


@asynccontextmanager
async def house(state: Path, clock: Clock | None = None, **settings: Any) -> AsyncIterator[House]:
    """Run a centre with the demo town."""
    said: list[str] = []
    told: dict[str, Any] = {
        "state": state,
        "database_url": STORE.url(state) if STORE is not None else None,
        "registry": REGISTRY,
        "node_token": NODE_TOKEN,
        "admin_password": PASSWORD,
        "duty_password": PASSWORD,
        "camera_password": CAMERA_PASSWORD,
    }
    centre = Centre(CentreSettings(**told | settings), clock or SystemClock(), said.append, CHEAP)
    await centre.start()
    listener = socket.create_server(("127.0.0.1", 0))
    server = WebServer(create_app(centre))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        async with asyncio.timeout(20):
            await server.up.wait()
        yield House(centre, f"http://127.0.0.1:{listener.getsockname()[1]}", said)
    finally:
        server.should_exit = True
        await serving
        await centre.stop()


async def post(client: httpx.AsyncClient, path: str, body: Any, key: str = "") -> httpx.Response:
    """POST with a fresh Idempotency-Key."""
    return await client.post(path, json=body, headers={"Idempotency-Key": key or uuid4().hex})


async def next_of(line: ClientConnection, *types: str) -> dict[str, Any]:
    """Return the next feed message of one of the types."""
    async with asyncio.timeout(20):
        while True:
            message: dict[str, Any] = json.loads(await line.recv())
            if message["type"] in types:
                return message
