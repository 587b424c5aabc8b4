"""Lets a call through only by its row of the table."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from command_center.accounts.viewer import Viewer
from command_center.api.access_rule import SOCKET, AccessRule, Callers
from command_center.api.access_table import rule_for
from command_center.api.caller import Caller
from command_center.api.guards import (
    COOKIE,
    NOT_YOURS,
    SESSION_OVER,
    bearer_of,
    centre_of,
    no_foreign_page,
    same_origin,
)
from command_center.api.problem import (
    Problem,
    answer,
    first_of_all,
    no_such_address,
    not_allowed,
    not_signed_in,
)
from command_center.centre import Centre
from command_center.store.patience import waiting_at_most
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import SharpEyesError

CALL_WAIT_S = 15.0
"""How long a call waits for its turn to write, here and again in the database, before it is asked
to come again: a page that shows nothing for longer is taken for dead."""


class AccessControl:
    """Stands before every route, so that none can be added that nobody guards.

    Args:
        app: The application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application, or refuse."""
        if scope["type"] == "http":
            with waiting_at_most(CALL_WAIT_S):
                await self._call(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        try:
            caller = await self._caller(request)
        except SharpEyesError as error:
            await answer(error)(scope, receive, send)
            return
        scope.setdefault("state", {})["caller"] = caller
        await self._app(scope, receive, send)

    async def _caller(self, request: Request) -> Caller:
        rule = rule_for(request.method, request.url.path)
        centre = centre_of(request)
        if rule is None:
            raise no_such_address()
        if rule.callers is Callers.NODE:
            return Caller(rule, node=await _node(request, centre))
        if rule.callers is Callers.EVERYBODY:
            await no_foreign_page(request)
            return Caller(rule)
        viewer = await _viewer(request, centre)
        if viewer is None:
            raise not_signed_in()
        if not viewer.is_machine:
            await no_foreign_page(request)
        return Caller(rule, admitted(rule, viewer))

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a socket in, or refuse it.

        A foreign page gets HTTP 403: a browser sends the cookie along with any page's socket, so
        the origin has to be our own; who sends none is no browser, and needs a token. Our own page
        gets a close code: a browser hides the status of a refused handshake, and the page must
        know that it has to sign in.
        """
        websocket = WebSocket(scope, receive, send)
        rule = rule_for(SOCKET, websocket.url.path)
        if rule is not None and rule.callers is Callers.NODE:
            await self._node_socket(rule, scope, receive, send)
            return
        own_page = same_origin(websocket)
        if rule is None or not (own_page or bearer_of(websocket)):
            await websocket.close()
            return
        viewer = await _viewer(websocket, centre_of(websocket))
        if viewer is None:
            await _refuse(websocket, SESSION_OVER)
            return
        try:
            caller = Caller(rule, admitted(rule, viewer))
        except Problem:
            await _refuse(websocket, NOT_YOURS)
            return
        scope.setdefault("state", {})["caller"] = caller
        await self._app(scope, receive, send)

    async def _node_socket(
        self, rule: AccessRule, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Let a node's socket in by its token; it is no page, and understands HTTP 403."""
        websocket = WebSocket(scope, receive, send)
        try:
            node = await _node(websocket, centre_of(websocket))
        except Problem:
            await websocket.close()
            return
        scope.setdefault("state", {})["caller"] = Caller(rule, node=node)
        await self._app(scope, receive, send)


def admitted(rule: AccessRule, viewer: Viewer) -> Viewer:
    """Return the viewer narrowed to what a row lets in.

    Raises:
        Problem: 403, none of what they were granted lets them in, or they owe something first.
    """
    if viewer.is_machine:
        if rule.scope is None or rule.scope not in viewer.scopes:
            raise not_allowed()
        return viewer
    if viewer.owes is not None and not rule.own:
        raise first_of_all(viewer.owes)
    if rule.callers is Callers.SIGNED_IN:
        return viewer
    narrowed = viewer.narrowed(rule.roles)
    if not narrowed.grants:
        raise not_allowed()
    return narrowed


async def _refuse(websocket: WebSocket, code: int) -> None:
    await websocket.accept()
    await websocket.close(code)


async def _viewer(connection: HTTPConnection, centre: Centre) -> Viewer | None:
    token = bearer_of(connection)
    if token is not None:
        return await centre.api_tokens.find(token)
    return await centre.sessions.find(connection.cookies.get(COOKIE))


async def _node(connection: HTTPConnection, centre: Centre) -> str:
    token = bearer_of(connection)
    name = await centre.nodes.find(token) if token else None
    if name is None:
        raise Problem(
            HTTPStatus.UNAUTHORIZED,
            Bilingual("节点令牌无效", "the node's token is not known"),
            next_step=Bilingual(
                "核对 SHARP_EYES_NODE_TOKEN", "check SHARP_EYES_NODE_TOKEN on both sides"
            ),
            headers={"WWW-Authenticate": "Bearer"},
        )
    return name
