"""The centre as a process: socket, web server, signals and log."""

from __future__ import annotations

import asyncio
import os
import signal
import socket

from command_center.api.app import create_app
from command_center.centre import Centre
from command_center.commands.heap_care import HeapCare
from command_center.commands.web_server import WebServer
from command_center.settings import CentreSettings
from command_center.tls.tls_files import TlsFiles
from command_center.tls.tls_watch import TlsWatch
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import SystemClock
from sharp_eyes.errors import MissingPart
from sharp_eyes.logs import set_up_logs

BACKLOG = 256


def run(settings: CentreSettings, host: str, port: int, tls: TlsFiles | None = None) -> None:
    """Run a centre until SIGTERM or SIGINT.

    Args:
        settings: What it is told.
        host: Address to listen on.
        port: Port, 0 for any free one.
        tls: The certificate for HTTPS; none for HTTP.

    Raises:
        SharpEyesError: it cannot start.
    """
    set_up_logs()
    os.umask(0o077)  # what is written here is for its owner alone
    asyncio.run(_run(settings, host, port, tls))


async def _run(settings: CentreSettings, host: str, port: int, tls: TlsFiles | None) -> None:
    watch = TlsWatch(tls, SystemClock()) if tls is not None else None
    listener = _listen(host, port)
    centre = Centre(settings, SystemClock(), lambda line: print(line, flush=True))
    care = HeapCare(lambda: centre.directory.current)
    watching: list[asyncio.Task[None]] = []
    try:
        await centre.start()
        care.begin()
        watching.append(asyncio.create_task(care.run(), name="garbage"))
        server = WebServer(create_app(centre), watch.context if watch else None)
        if watch is not None:
            watching.append(_watch(watch))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, _ask_to_end, server)
        serving = asyncio.create_task(server.serve(sockets=[listener]), name="web server")
        up = asyncio.create_task(server.up.wait(), name="web server is up")
        await asyncio.wait([serving, up], return_when=asyncio.FIRST_COMPLETED)
        up.cancel()
        if server.started:
            name = f"[{host}]" if ":" in host else host
            scheme = "https" if watch else "http"
            print(f"centre ready {scheme}://{name}:{listener.getsockname()[1]}", flush=True)
        await serving
    finally:
        for task in watching:
            task.cancel()
        await centre.stop()


def _watch(watch: TlsWatch) -> asyncio.Task[None]:
    warning = watch.warning()
    if warning is not None:
        print(str(warning), flush=True)
    watch.look()
    return asyncio.create_task(watch.run(), name="certificate")


def _ask_to_end(server: WebServer) -> None:
    if server.should_exit:
        server.force_exit = True
    server.should_exit = True


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise MissingPart(
            Bilingual(
                f"无法监听 {host}:{port}", f"cannot listen on {host}:{port}: {error.strerror}"
            ),
            next_step=Bilingual("换一个端口：--port", "choose another port: --port"),
        ) from error
    # Head and body of an answer are written one after the other: by Nagle's algorithm (RFC 896) the
    # body would wait until the caller has acknowledged the head, which takes it 40 ms. asyncio
    # switches it off only where a socket was made for TCP by name; calls inherit it from here.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
