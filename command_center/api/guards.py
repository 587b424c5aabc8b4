"""Who may call: dependencies that routers carry, so that a call without one cannot be added."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, WebSocket
from starlette.requests import HTTPConnection

from command_center.accounts.viewer import Viewer
from command_center.api.problem import Problem, forbidden, not_signed_in
from command_center.centre import Centre
from sharp_eyes.bilingual import Bilingual

COOKIE = "sharp_eyes_session"
REQUEST_HEADER = "Sharp-Eyes-Request"
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})

SESSION_OVER = 4401
"""Close code of a socket whose session is over; 4000 to 4999 are for private use (RFC 6455,
section 7.4.2)."""


def centre_of(connection: HTTPConnection) -> Centre:
    """Return the centre that the application serves."""
    centre = connection.app.state.centre
    if not isinstance(centre, Centre):
        raise TypeError("the application has no centre")
    return centre


TheCentre = Annotated[Centre, Depends(centre_of)]


def same_origin(connection: HTTPConnection) -> bool:
    """Tell whether the page that calls came from here."""
    origin = connection.headers.get("origin")
    host = connection.headers.get("host")
    return origin is not None and urlsplit(origin).netloc == host


async def no_foreign_page(request: Request) -> None:
    """Refuse changing calls that another site's page may have sent.

    Raises:
        Problem: the header that a plain form cannot send is missing, or the origin is another.
    """
    if request.method not in CHANGING:
        return
    if request.headers.get(REQUEST_HEADER) != "1":
        raise forbidden(
            Bilingual(f"缺少请求头 {REQUEST_HEADER}", f"the header {REQUEST_HEADER} is missing"),
            Bilingual(f"请加上 {REQUEST_HEADER}: 1", f"send {REQUEST_HEADER}: 1"),
        )
    if "origin" in request.headers and not same_origin(request):
        raise forbidden(
            Bilingual("请求来自其他网站", "the call comes from another site's page"),
            Bilingual("请从本系统页面操作", "use the wall's own page"),
        )


async def signed_in(connection: HTTPConnection, centre: TheCentre) -> Viewer:
    """Return who calls.

    Raises:
        Problem: 401, nobody who is signed in.
    """
    viewer = await centre.sessions.find(connection.cookies.get(COOKIE))
    if viewer is None:
        raise not_signed_in()
    return viewer


TheViewer = Annotated[Viewer, Depends(signed_in)]


async def calling_node(request: Request, centre: TheCentre) -> str:
    """Return the name of the node that calls.

    Raises:
        Problem: 401, no token or an unknown one.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    name = await centre.nodes.find(token.strip()) if scheme.lower() == "bearer" else None
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


TheNode = Annotated[str, Depends(calling_node)]


async def socket_viewer(websocket: WebSocket) -> Viewer | None:
    """Return who opens a socket, or none; a page of another site is nobody.

    A browser sends the cookie along with any page's socket, so the origin has to be our own; who
    sends none is no browser, and is refused like a foreign page.
    """
    if not same_origin(websocket):
        return None
    return await centre_of(websocket).sessions.find(websocket.cookies.get(COOKIE))
