"""The centre as a process: socket, web server, signals and log."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import Iterator

import structlog
import uvicorn

from command_center.api.app import create_app
from command_center.centre import Centre
from command_center.settings import CentreSettings
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import SystemClock
from sharp_eyes.errors import MissingPart

GRACE_S = 1
"""How long calls under way may take to end after SIGTERM; the whole process is gone within 3 s."""

MAX_SOCKET_MESSAGE_BYTES = 64 * 1024
"""The longest thing a page says is a list of 500 camera ids, 12 kB."""

BACKLOG = 256


class _Server(uvicorn.Server):
    """Leaves signals to the process, which ends with code 0, and says when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        await super().startup(sockets)
        self.up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take no signals."""
        yield


def run(settings: CentreSettings, host: str, port: int) -> None:
    """Run a centre until SIGTERM or SIGINT.

    Args:
        settings: What it is told.
        host: Address to listen on.
        port: Port, 0 for any free one.

    Raises:
        SharpEyesError: it cannot start.
    """
    _set_up_log()
    asyncio.run(_run(settings, host, port))


async def _run(settings: CentreSettings, host: str, port: int) -> None:
    listener = _listen(host, port)
    centre = Centre(settings, SystemClock(), lambda line: print(line, flush=True))
    await centre.start()
    try:
        server = _Server(
            uvicorn.Config(
                create_app(centre),
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="off",
                ws="websockets-sansio",
                ws_max_size=MAX_SOCKET_MESSAGE_BYTES,
                timeout_graceful_shutdown=GRACE_S,
            )
        )
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, _ask_to_end, server)
        serving = asyncio.create_task(server.serve(sockets=[listener]), name="web server")
        up = asyncio.create_task(server.up.wait(), name="web server is up")
        await asyncio.wait([serving, up], return_when=asyncio.FIRST_COMPLETED)
        up.cancel()
        if server.started:
            name = f"[{host}]" if ":" in host else host
            print(f"centre ready http://{name}:{listener.getsockname()[1]}", flush=True)
        await serving
    finally:
        await centre.stop()


def _ask_to_end(server: uvicorn.Server) -> None:
    if server.should_exit:
        server.force_exit = True
    server.should_exit = True


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise MissingPart(
            Bilingual(
                f"无法监听 {host}:{port}", f"cannot listen on {host}:{port}: {error.strerror}"
            ),
            next_step=Bilingual("换一个端口：--port", "choose another port: --port"),
        ) from error


def _set_up_log() -> None:
    # What libraries log goes the same way, warnings and worse.
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(name)s: %(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
