"""``sharp-eyes cameras probe``: look at one address."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def probe(
    address: Annotated[
        str, typer.Argument(metavar="URL", help="视频流地址 · rtsp:// or rtsps:// address.")
    ],
    user: Annotated[
        str | None,
        typer.Option(
            help="用户名；密码取自 SHARP_EYES_CAMERA_PASSWORD，否则询问 · User name; the password "
            "comes by that variable, or is asked for."
        ),
    ] = None,
    still: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False, help="写出打码后的画面（JPEG）· Write a still with people masked."
        ),
    ] = None,
    seconds: Annotated[
        float, typer.Option(min=2.0, max=60.0, help="最多看几秒 · Look for so long at most.")
    ] = 15.0,
    certificate: Annotated[
        str | None,
        typer.Option(
            metavar="SHA256", help="rtsps 证书指纹 · Its certificate's SHA-256, for rtsps."
        ),
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option(help="找人的模型 · Object model that finds people; the packaged one without."),
    ] = None,
    registry: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False,
            help="现有台账：设有隐私遮挡的设备整幅打码 · The registry: of devices with privacy "
            "masks the whole still is masked.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · Print JSON.")] = False,
) -> None:
    """查看一路视频流：编码、尺寸、帧率、关键帧间隔、码率，或不通的确切原因.

    Look at one stream: codec, size, frame rate, key-frame interval, bitrate and whose clock; or the
    precise reason why not. Ends with status 1 where there is no video.
    """
    from ingest.finding.commands.probing import Probing, run_probe

    run_probe(
        Probing(
            address=address,
            user=user,
            still=still,
            seconds=seconds,
            certificate=certificate,
            model=model,
            registry=registry,
            as_json=as_json,
        )
    )
