"""The wall's page, as Vite built it."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path, PurePosixPath

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent.parent / "static"

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
        response = await super().get_response(path, scope)
        # Vite names what is under assets by its contents.
        hashed = path.startswith("assets/")
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if hashed else "no-cache"
        )
        return response
