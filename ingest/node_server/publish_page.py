"""A page with which a phone's browser publishes."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from ingest.node_server.problem import Problem
from sharp_eyes.bilingual import Bilingual

_FOLDER = Path(__file__).parent / "page"
_TYPES = {
    "publish.html": "text/html; charset=utf-8",
    "publish.js": "text/javascript; charset=utf-8",
    "publish.css": "text/css; charset=utf-8",
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "media-src blob: mediastream:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), screen-wake-lock=(self)",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


class PublishPage:
    """Serves three small files; the page is the same for every camera and knows nothing of any."""

    def __init__(self) -> None:
        self._files = {name: (_FOLDER / name).read_bytes() for name in _TYPES}

    async def page(self, request: Request) -> Response:
        """Answer on ``/publish/{camera_id}``; the page reads the id from its own address."""
        return self._file("publish.html")

    async def asset(self, request: Request) -> Response:
        """Answer on ``/publish-assets/{name}``."""
        name = request.path_params["name"]
        if name not in ("publish.js", "publish.css"):
            return Problem(
                HTTPStatus.NOT_FOUND, Bilingual("没有这个文件", "there is no such file")
            ).response()
        return self._file(name)

    def _file(self, name: str) -> Response:
        return Response(self._files[name], headers=_HEADERS, media_type=_TYPES[name])
