"""The wall's page, as Vite built it."""

from __future__ import annotations

import asyncio
import re
import secrets
import stat
from http import HTTPStatus
from pathlib import Path, PurePosixPath

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from command_center.api.content_policy import NONCE_BYTES, page_policy

STATIC = Path(__file__).parent.parent / "static"

_NAMED = re.compile(r"<(script|link|style)(?=[\s>])")
"""What the markup names to be run or to style; it is ours, and nobody else writes into it."""

_NOT_BUILT = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>雪亮工程 · Sharp Eyes</title>
<h1>电视墙页面尚未构建</h1>
<p>请在源码目录运行 <code>pip install -e .</code>（需要联网下载 npm 依赖），然后刷新本页。</p>
<h1>The wall page has not been built</h1>
<p>Run <code>pip install -e .</code> in the source folder (it fetches npm packages), then reload
this page.</p>
</html>
"""


class WallPage(StaticFiles):
    """Serves the built page; it holds nothing that needs a session.

    Args:
        folder: What Vite made.
    """

    def __init__(self, folder: Path = STATIC) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._folder = folder

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file, or the page itself for an address that the page knows."""
        if path.startswith("api/"):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        if not (self._folder / "index.html").is_file():
            return HTMLResponse(_NOT_BUILT, HTTPStatus.SERVICE_UNAVAILABLE)
        if not PurePosixPath(path).suffix:
            path = "index.html"
        if path.endswith(".html"):
            return await self._page(path, scope)
        response = await super().get_response(path, scope)
        # Vite names what is under assets by its contents.
        hashed = path.startswith("assets/")
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if hashed else "no-cache"
        )
        return response

    async def _page(self, path: str, scope: Scope) -> Response:
        """Return a page whose scripts and styles carry the nonce of this one answer.

        It is never kept: a page from a cache would carry another nonce than its policy names.
        """
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED)
        file, found = await asyncio.to_thread(self.lookup_path, path)
        if found is None or not stat.S_ISREG(found.st_mode):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        markup = await asyncio.to_thread(Path(file).read_text, "utf-8")
        nonce = secrets.token_urlsafe(NONCE_BYTES)
        return HTMLResponse(
            _NAMED.sub(rf'<\1 nonce="{nonce}"', markup),
            headers={
                "Content-Security-Policy": page_policy(nonce),
                "Cache-Control": "no-store",
            },
        )
