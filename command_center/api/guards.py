"""What routes are told of who calls; ``access_control`` has let them in before."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from command_center.accounts.viewer import Viewer
from command_center.api.caller import Caller
from command_center.api.problem import forbidden, no_such_address, not_signed_in
from command_center.centre import Centre
from sharp_eyes.bilingual import Bilingual

COOKIE = "sharp_eyes_session"
REQUEST_HEADER = "Sharp-Eyes-Request"
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})

SESSION_OVER = 4401
"""Close code of a socket whose session is over; 4000 to 4999 are for private use (RFC 6455,
section 7.4.2)."""

NOT_YOURS = 4403
"""Close code of a socket that none of the caller's roles may open."""


def centre_of(connection: HTTPConnection) -> Centre:
    """Return the centre that the application serves."""
    centre = connection.app.state.centre
    if not isinstance(centre, Centre):
        raise TypeError("the application has no centre")
    return centre


async def _the_centre(connection: HTTPConnection) -> Centre:
    # What is not a coroutine FastAPI runs in a thread, which a call would wait for.
    return centre_of(connection)


TheCentre = Annotated[Centre, Depends(_the_centre)]


def same_origin(connection: HTTPConnection) -> bool:
    """Tell whether the page that calls came from here."""
    origin = connection.headers.get("origin")
    host = connection.headers.get("host")
    return origin is not None and urlsplit(origin).netloc == host


def bearer_of(connection: HTTPConnection) -> str | None:
    """Return the bearer token that a call carries (RFC 6750, section 2.1), or none."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


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


def caller_of(connection: HTTPConnection) -> Caller:
    """Return who was let in.

    Raises:
        Problem: 404, nobody was, or by another row of the table than this route's: the route has
            none of its own.
    """
    caller = getattr(connection.state, "caller", None)
    route = connection.scope.get("route")
    if not isinstance(caller, Caller) or caller.rule.path != getattr(route, "path", None):
        raise no_such_address()
    return caller


async def admitted_by_its_row(connection: HTTPConnection) -> None:
    """Refuse a call to a route that has no row of its own in the table.

    Raises:
        Problem: 404, it has none.
    """
    caller_of(connection)


async def signed_in(connection: HTTPConnection) -> Viewer:
    """Return who calls, narrowed to the roles that may.

    Raises:
        Problem: 401, nobody who is signed in.
    """
    viewer = caller_of(connection).viewer
    if viewer is None:
        raise not_signed_in()
    return viewer


TheViewer = Annotated[Viewer, Depends(signed_in)]


async def calling_node(connection: HTTPConnection) -> str:
    """Return the name of the node that calls.

    Raises:
        Problem: 401, none does.
    """
    node = caller_of(connection).node
    if node is None:
        raise not_signed_in()
    return node


TheNode = Annotated[str, Depends(calling_node)]
