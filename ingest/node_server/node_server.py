"""The worker's HTTP server."""

from __future__ import annotations

import asyncio
import hmac
import socket
from collections.abc import Callable
from http import HTTPStatus
from types import TracebackType
from typing import Self

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ingest.camera_source import CameraSource
from ingest.node_server.listen_address import ListenAddress
from ingest.node_server.problem import Problem
from ingest.node_server.publish_page import PublishPage
from ingest.node_server.quiet_server import GRACE_S, QuietServer
from ingest.node_server.tls_files import TlsFiles
from ingest.node_server.whip_endpoint import WhipEndpoint
from ingest.webrtc.whip_hub import WhipHub
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import MissingPart

_log = structlog.get_logger(__name__)

START_S = 10.0
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""Prometheus' text format."""
_ALL = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class NodeServer:
    """Serves while its ``async with`` block runs, in the loop it was entered in.

    ``/whip/{camera}``, ``/publish/{camera}`` (a page for phones), ``/metrics`` and ``/healthz``.

    Args:
        listen: Where.
        hub: Takes publishers in; closed with the server.
        metrics: Renders Prometheus' text; called in the loop, so it has to be quick.
        sources: Finds a camera that this worker holds by its id; None if it holds none such.
        tls: Certificate for HTTPS, or None for HTTP.
        metrics_token: Bearer token for ``/metrics``. Without one only this machine may read them.
    """

    def __init__(
        self,
        listen: ListenAddress,
        hub: WhipHub,
        metrics: Callable[[], bytes],
        sources: Callable[[str], CameraSource | None],
        *,
        tls: TlsFiles | None = None,
        metrics_token: str | None = None,
    ) -> None:
        self._listen = listen
        self._hub = hub
        self._metrics = metrics
        self._sources = sources
        self._tls = tls
        self._metrics_token = metrics_token
        self._server: QuietServer | None = None
        self._task: asyncio.Task[None] | None = None
        self._socket: socket.socket | None = None
        self.port = listen.port

    @property
    def url(self) -> str:
        """Its address; the port is the real one once it serves."""
        scheme = "https" if self._tls is not None else "http"
        return f"{scheme}://{ListenAddress(self._listen.host, self.port)}"

    async def __aenter__(self) -> Self:
        """Begin to serve.

        Raises:
            MissingPart: the address is taken, or the certificate cannot be read.
        """
        context = await asyncio.to_thread(self._tls.context) if self._tls is not None else None
        self._socket = await self._bind()
        self.port = int(self._socket.getsockname()[1])
        self._server = QuietServer(self._app(), context)
        self._task = asyncio.create_task(
            self._server.serve(sockets=[self._socket]), name="node-server"
        )
        self._task.add_done_callback(self._note_end)
        up = asyncio.create_task(self._server.up.wait(), name="node-server-up")
        await asyncio.wait({up, self._task}, timeout=START_S, return_when=asyncio.FIRST_COMPLETED)
        up.cancel()
        if not self._server.up.is_set():
            await self.close()
            raise MissingPart(
                Bilingual(f"无法在 {self._listen} 提供服务", f"cannot serve on {self._listen}")
            )
        _log.info("node_server", url=self.url)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End."""
        await self.close()

    async def close(self) -> None:
        """Send publishers away and stop to serve."""
        await self._hub.close()
        if self._server is not None:
            self._server.stop()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=2 * GRACE_S)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._socket is not None:
            self._socket.close()

    async def _bind(self) -> socket.socket:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(
                self._listen.host,
                self._listen.port,
                type=socket.SOCK_STREAM,
                flags=socket.AI_PASSIVE,
            )
            family, kind, protocol, _, address = found[0]
            made = socket.socket(family, kind, protocol)
            try:
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                made.setblocking(False)
                made.bind(address)
            except BaseException:
                made.close()
                raise
        except OSError as error:
            raise MissingPart(
                Bilingual(
                    f"无法监听 {self._listen}：{error.strerror or error}",
                    f"cannot listen on {self._listen}: {error.strerror or error}",
                ),
                next_step=Bilingual(
                    "请用 --listen 换一个空闲的地址", "give another address with --listen"
                ),
            ) from error
        return made

    def _note_end(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("node_server_failed", reason=f"{type(error).__name__}: {error}")

    def _app(self) -> Starlette:
        whip = WhipEndpoint(self._hub, self._sources, self._hub.clock)
        page = PublishPage()
        return Starlette(
            routes=[
                Route("/whip/{camera_id}", whip.endpoint, methods=_ALL),
                Route("/whip/{camera_id}/{session_id}", whip.session, methods=_ALL),
                Route("/publish/{camera_id}", page.page),
                Route("/publish-assets/{name}", page.asset),
                Route("/metrics", self._on_metrics),
                Route("/healthz", self._on_health),
            ],
            exception_handlers={HTTPException: _on_http_error, 500: _on_defect},
        )

    async def _on_health(self, request: Request) -> Response:
        return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})

    async def _on_metrics(self, request: Request) -> Response:
        if not self._may_read(request):
            return Problem(
                HTTPStatus.UNAUTHORIZED,
                Bilingual("读取指标需要令牌", "metrics are read with a token"),
                next_step=Bilingual(
                    "请以 Bearer 方式给出令牌；未设置令牌时只有本机可读",
                    "send it as Bearer; where none is set, only this machine may read",
                ),
                headers={"WWW-Authenticate": 'Bearer realm="metrics"'},
            ).response()
        return Response(
            self._metrics(), headers={"Cache-Control": "no-store"}, media_type=METRICS_TYPE
        )

    def _may_read(self, request: Request) -> bool:
        if self._metrics_token is None:
            client = request.client
            return client is not None and ListenAddress(client.host, 0).loopback
        given = request.headers.get("authorization", "")
        wanted = f"Bearer {self._metrics_token}"
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), wanted.encode())


async def _on_http_error(request: Request, error: Exception) -> Response:
    status = HTTPStatus(error.status_code if isinstance(error, HTTPException) else 500)
    headers = error.headers if isinstance(error, HTTPException) else None
    message = Bilingual(
        f"无法处理（{status.phrase}）", f"{status.phrase.lower()}: {request.method}"
    )
    return Problem(status, message, headers=headers).response()


async def _on_defect(request: Request, error: Exception) -> Response:
    _log.error("node_server_defect", path=request.url.path, reason=type(error).__name__)
    return Problem(
        HTTPStatus.INTERNAL_SERVER_ERROR, Bilingual("程序错误", "a defect of ours")
    ).response()
