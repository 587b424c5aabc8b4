"""``sharp-eyes cameras discover``: ask the network for cameras and propose them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.commands.finding_options import Out


def discover(
    host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HOST[:PORT]|NETWORK",
            help="直接查询这些设备或网段，可重复 · Ask these devices, or a network such as "
            "10.8.3.0/24, instead of searching; may be repeated.",
        ),
    ] = None,
    ask: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HOST:PORT",
            help="向该地址发送查找（UDP），代替组播；模拟器用 · Send the search here by UDP "
            "instead of to all, for example to a simulator.",
        ),
    ] = None,
    interface: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="本机网卡的 IPv4 地址 · IPv4 address of the card to search by."
        ),
    ] = None,
    listen: Annotated[
        float, typer.Option(min=0.2, max=30.0, help="等待应答几秒 · Wait so long for answers.")
    ] = 4.0,
    user: Annotated[
        str | None,
        typer.Option(
            help="设备的 ONVIF 用户名；密码取自 SHARP_EYES_CAMERA_PASSWORD，否则询问 · User name "
            "at the devices; the password comes by that variable, or is asked for."
        ),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HOST",
            help="设备可以把码流指到这台主机 · A host on which devices may name streams.",
        ),
    ] = None,
    out: Out = None,
    region: Annotated[
        str | None,
        typer.Option(help="行政区划 12 位代码，用于生成编码 · Region that ids are made from."),
    ] = None,
    registry: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False,
            help="现有台账：已登记的不再提议，编码不重复 · The present registry: what is in it is "
            "not proposed again.",
        ),
    ] = None,
    credentials: Annotated[
        str | None,
        typer.Option(
            help="密码在密钥库中的名称 · Name under which the secret store keeps their password."
        ),
    ] = None,
) -> None:
    """在网络中查找 ONVIF 摄像机 · Find cameras on the network by ONVIF, and propose streams.

    Prints a table; with --out also a file that "cameras import" takes. Nothing is registered.
    """
    from ingest.finding.commands.discovering import Discovering, run_discovery

    run_discovery(
        Discovering(
            hosts=tuple(host or ()),
            ask=tuple(ask or ()),
            interface=interface,
            listen_s=listen,
            user=user,
            allowed=tuple(allow_host or ()),
            out=out,
            region=region,
            registry=registry,
            credentials=credentials,
        )
    )
