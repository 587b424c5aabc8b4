"""Every call and socket answers every role as the table says, and no call is missing from it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter
from starlette.routing import Mount
from websockets.exceptions import ConnectionClosed, InvalidStatus

from command_center.accounts.role import Role
from command_center.accounts.scope import Scope
from command_center.api import registry_api
from command_center.api.access_rule import SOCKET, AccessRule, Callers
from command_center.api.access_table import PAGE, STEPS, TABLE, rule_for
from command_center.api.app import create_app
from command_center.tasks.action import TaskAction
from command_center.tasks.state_table import PEOPLES_ACTIONS
from tests.integration.command_center.house import CHANGING, NODE_TOKEN, House, house
from tests.integration.command_center.test_access import FILLED

NOBODY = "nobody"
NO_ROLE = "no-role"
NODE = "node"
HIDDEN = ("GET", "/api/v1/openapi.json")
ENDS_THE_SESSION = ("DELETE", "/api/v1/session")


def routes_of(router: Any) -> Iterator[tuple[str, str]]:
    """Every route of an application, those of its routers and those in no description too."""
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes_of(inner)
        elif isinstance(route, Mount):
            yield "MOUNT", route.path
        else:
            for method in getattr(route, "methods", None) or {SOCKET}:
                yield method, route.path


def described_as(path: str) -> str:
    """A route's path as the description has it: a parameter that may hold slashes is one there."""
    return path.replace(":path}", "}")


def test_every_route_has_a_row_and_every_row_a_route(tmp_path: Path) -> None:
    from command_center.centre import Centre
    from command_center.settings import CentreSettings
    from sharp_eyes.clock import SystemClock

    app = create_app(Centre(CentreSettings(state=tmp_path), SystemClock(), print))
    routes = set(routes_of(app.router))
    assert routes - {("MOUNT", "")} == {(rule.method, rule.path) for rule in TABLE}
    described = {
        (method.upper(), path)
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    }
    sockets = {(SOCKET, rule.path) for rule in TABLE if rule.method == SOCKET}
    listed = {(method, described_as(path)) for method, path in routes}
    assert described == listed - {("MOUNT", ""), HIDDEN} - sockets


def test_no_two_rows_are_for_one_call() -> None:
    for rule in TABLE:
        address = described_as(rule.path).format(**FILLED)
        found = [one for one in TABLE if one.is_for(rule.method, address)]
        assert found == [rule]


def test_a_row_names_roles_exactly_where_roles_decide() -> None:
    for rule in TABLE:
        assert bool(rule.roles) is (rule.callers is Callers.ROLES), rule.path
        assert rule.scope is None or (rule.method in ("GET", SOCKET) and rule.roles), rule.path


def test_every_step_that_people_take_has_its_roles() -> None:
    assert set(STEPS) == set(PEOPLES_ACTIONS)
    step = rule_for("POST", f"/api/v1/tasks/{FILLED['task_id']}/steps")
    assert step is not None
    assert step.roles == frozenset().union(*STEPS.values())


@pytest.mark.parametrize("address", ["/metrics", "/api", "/x/y.js", "/"])
def test_outside_the_interface_only_the_page_is_read(address: str) -> None:
    assert rule_for("GET", address) is PAGE
    assert rule_for("POST", address) is None
    assert rule_for(SOCKET, address) is None


def expected(rule: AccessRule, who: str, scopes: frozenset[Scope] = frozenset()) -> set[int] | None:
    """The statuses with which a caller is refused; none where the call goes through."""
    if rule.callers is Callers.EVERYBODY:
        return None
    if rule.callers is Callers.NODE:
        return None if who == NODE else {401}
    if who in (NOBODY, NODE):
        return {401}
    if who.startswith("token"):
        return None if rule.scope in scopes else {403}
    if rule.callers is Callers.SIGNED_IN:
        return None
    return None if who in rule.roles else {403}


async def ask(client: httpx.AsyncClient, rule: AccessRule) -> httpx.Response:
    headers = {**CHANGING, "Idempotency-Key": "k"}
    path = described_as(rule.path).format(**FILLED)
    if rule.method == "GET":
        return await client.get(path)
    return await client.request(rule.method, path, headers=headers, json={})


@pytest.mark.timeout(240)
async def test_every_call_answers_every_caller_as_the_table_says(town: House) -> None:
    # Without a network between: it is hundreds of calls.
    town = House(town.centre, town.url, transport=httpx.ASGITransport(create_app(town.centre)))
    async with AsyncExitStack() as stack:
        clients: dict[str, httpx.AsyncClient] = {}
        clients[NOBODY] = await stack.enter_async_context(town.anybody())
        clients[NODE] = await stack.enter_async_context(town.anybody())
        clients[NODE].headers["Authorization"] = f"Bearer {NODE_TOKEN}"
        clients[NO_ROLE] = await stack.enter_async_context(town.somebody(None))
        for role in Role:
            clients[role.value] = await stack.enter_async_context(town.somebody(role))
        tokens = {f"token-{scope.value.split(':')[0]}": frozenset({scope}) for scope in Scope}
        for name, scopes in tokens.items():
            clients[name] = await stack.enter_async_context(town.machine(name, *scopes))

        rules = [rule for rule in TABLE if rule.method != SOCKET]
        # What ends the session that asks comes last.
        rules.sort(key=lambda rule: (rule.method, rule.path) == ENDS_THE_SESSION)
        wrong = []
        for who, client in clients.items():
            for rule in rules:
                refused = expected(rule, who, tokens.get(who, frozenset()))
                answer = await ask(client, rule)
                status = answer.status_code
                # A wrong old password is answered like a call that is not allowed; this form has
                # none, and is refused as such before.
                fine = status in refused if refused else status not in (401, 403) and status < 500
                if (rule.method, rule.path) == ("POST", "/api/v1/session"):
                    fine = status == 422
                if not fine:
                    wrong.append((who, rule.method, rule.path, status, refused))
                if refused:
                    assert answer.headers["content-type"] == "application/problem+json"
                    assert {"title", "detail", "detail_zh"} <= answer.json().keys()
        assert wrong == []


@pytest.mark.timeout(240)
async def test_every_socket_answers_every_caller_as_the_table_says(town: House) -> None:
    wrong = []
    for rule in [rule for rule in TABLE if rule.method == SOCKET]:
        if rule.callers is Callers.NODE:
            continue
        async with town.anybody() as client:
            if await code_of(town, client, rule) != 4401:
                wrong.append((NOBODY, rule.path))
        for who in (NO_ROLE, *Role):
            async with town.somebody(None if who == NO_ROLE else Role(who)) as client:
                refused = expected(rule, who)
                code = await code_of(town, client, rule)
                if code != (4403 if refused else None):
                    wrong.append((who, rule.path, code))
        for scope in Scope:
            name = f"m-{scope.value.split(':')[0]}-{rule.path[-5:]}".replace("/", "-")
            async with town.machine(name, scope) as client:
                headers = {"Authorization": client.headers["Authorization"]}
                code = await code_of(town, client, rule, origin=None, additional_headers=headers)
                if code != (None if scope is rule.scope else 4403):
                    wrong.append((scope, rule.path, code))
    assert wrong == []


async def test_a_nodes_socket_is_a_nodes_alone(town: House) -> None:
    paths = [rule.path for rule in TABLE if rule.method == SOCKET and rule.callers is Callers.NODE]
    assert paths
    for path in paths:
        async with town.node_socket(path):
            pass
        async with town.somebody(Role.DUTY_OFFICER) as client:
            with pytest.raises(InvalidStatus):
                async with town.socket(client, path):
                    pass
        for token in ("", "wrong"):
            with pytest.raises(InvalidStatus):
                async with town.node_socket(path, token=token):
                    pass


async def code_of(
    town: House, client: httpx.AsyncClient, rule: AccessRule, **options: Any
) -> int | None:
    """The code with which a socket is closed, or none where it stays open."""
    async with town.socket(client, rule.path, **options) as line:
        try:
            # A socket that is refused says so before it answers anything.
            async with asyncio.timeout(20):
                await (await line.ping())
                if rule.path.endswith("feed"):
                    await line.recv()
        except ConnectionClosed:
            return line.close_code
    return None


async def test_a_route_without_a_row_answers_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten = APIRouter(prefix="/api/v1")

    @forgotten.get("/forgotten")
    async def read() -> dict[str, str]:
        return {"secret": "x"}

    # Its address looks like another row's: /users/{username}.
    @forgotten.get("/users/everything")
    async def read_all() -> dict[str, str]:
        return {"secret": "x"}

    @forgotten.websocket("/forgotten")
    async def speak(websocket: Any) -> None:
        await websocket.accept()

    both = APIRouter()
    both.include_router(forgotten)
    both.include_router(registry_api.router)
    monkeypatch.setattr("command_center.api.app.registry_api.router", both)
    async with house(tmp_path) as town:
        for role in (None, *Role):
            async with town.somebody(role) as client:
                assert (await client.get("/api/v1/forgotten")).status_code == 404
                answer = await client.get("/api/v1/users/everything")
                assert answer.status_code in (403, 404)
                assert "secret" not in answer.text
                with pytest.raises(InvalidStatus) as caught:
                    async with town.socket(client, "/api/v1/forgotten"):
                        pass
                assert caught.value.response.status_code == 403


def test_duty_officers_can_do_all_steps_of_the_wall() -> None:
    assert all(Role.DUTY_OFFICER in roles for roles in STEPS.values())
    assert TaskAction.CANCEL not in STEPS
