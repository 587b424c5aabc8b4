"""``sharp-eyes cameras gateway``: propose the cameras of a GB/T 28181 gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.commands.finding_options import Out


def gateway(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            dir_okay=False,
            help="保存的网关应答（JSON）· Answers of the gateway that were saved: of "
            "/api/device/query/devices, …/{code}/channels, and /api/play/start/… if you like.",
        ),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(
            metavar="http://HOST:PORT",
            help="直接向网关查询；令牌取自 SHARP_EYES_GATEWAY_TOKEN · Ask the gateway itself; its "
            "token comes by that variable.",
        ),
    ] = None,
    api_key: Annotated[
        bool,
        typer.Option("--api-key", help="令牌为 API Key · The token is an API key of the gateway."),
    ] = False,
    media: Annotated[
        str | None,
        typer.Option(
            metavar="rtsp://HOST:PORT",
            help="媒体服务器（ZLMediaKit）的 RTSP 地址 · RTSP address of its media server; taken "
            "from a saved play answer without.",
        ),
    ] = None,
    datum: Annotated[
        str | None,
        typer.Option(
            metavar="cgcs2000|gcj02|bd09",
            help="坐标系，缺省按网关所述 · What places are measured against; as the gateway says "
            "without.",
        ),
    ] = None,
    out: Out = None,
    region: Annotated[
        str | None,
        typer.Option(help="无法得知区划时所用的 12 位代码 · Region where the list names none."),
    ] = None,
    registry: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False,
            help="现有台账：已登记的不再提议，并用其区划树 · The present registry: what is in it "
            "is not proposed again, and its region tree is used.",
        ),
    ] = None,
    credentials: Annotated[
        str | None,
        typer.Option(
            help="媒体服务器密码在密钥库中的名称 · Name under which the secret store keeps the "
            "media server's password, if it has one."
        ),
    ] = None,
) -> None:
    """从国标网关（WVP 与 ZLMediaKit）的设备列表提议摄像机 · Propose the cameras of a GB gateway.

    Prints a table; with --out also a file that "cameras import" takes. Nothing is registered.
    """
    from ingest.finding.commands.reading_gateway import ReadingGateway, run_gateway

    run_gateway(
        ReadingGateway(
            files=tuple(files or ()),
            url=url,
            api_key=api_key,
            media=media,
            datum=datum,
            out=out,
            region=region,
            registry=registry,
            credentials=credentials,
        )
    )
