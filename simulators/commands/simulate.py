"""``sharp-eyes simulate``: serve a town of simulated cameras over RTSP."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from simulators.town.preparation import Preparation

PASSWORD_VARIABLE = "SHARP_EYES_CAMERA_PASSWORD"  # noqa: S105 - its name, not the word


def simulate(
    registry: Annotated[
        Path | None, typer.Option(help="摄像机台账 · Registry of the cameras (YAML).")
    ] = None,
    town: Annotated[
        Path | None,
        typer.Option(help="各摄像机的画面 · What each camera shows (YAML); the demo town without."),
    ] = None,
    footage: Annotated[
        Path | None, typer.Option(help="录像文件夹 · Folder of recordings to play.")
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="RTSP 端口 · RTSP port, 0 for a free one.")
    ] = 8554,
    speed: Annotated[
        float,
        typer.Option(
            min=0.1, max=20, help="场景快进倍数 · Scene seconds per second; not the video's."
        ),
    ] = 1.0,
    stamp: Annotated[
        bool,
        typer.Option("--stamp", help="画面印上编码和帧号 · Stamp id and frame number, for tests."),
    ] = False,
    seconds: Annotated[
        float | None,
        typer.Option(min=0, help="多少秒后结束 · End by itself after so many seconds."),
    ] = None,
    cache: Annotated[
        Path | None, typer.Option(help="缓存文件夹 · Cache folder; the user's own without.")
    ] = None,
    truth: Annotated[
        Path | None, typer.Option(help="真值文件 · File to write: which frame is on air when.")
    ] = None,
    user: Annotated[str, typer.Option(help="摄像机用户名 · User name of the cameras.")] = "camera",
    open_access: Annotated[
        bool, typer.Option("--open-access", help="不验证身份 · Ask for no password.")
    ] = False,
) -> None:
    """用录像和生成的场景模拟摄像机 · Simulate cameras from recordings and generated scenes.

    RTSP over TCP on 127.0.0.1 with Digest authentication. The password is read from the
    environment variable SHARP_EYES_CAMERA_PASSWORD; without it one is made up and shown. Clips are
    rendered once and cached. Prints one line when all is up: ready rtsp://127.0.0.1:PORT cameras N
    """
    import asyncio
    import os
    import secrets
    import sys

    import platformdirs

    from sharp_eyes.registry.yaml_file import load
    from simulators.clips.progress import ProgressLine
    from simulators.demo.find_registry import find_registry
    from simulators.town.plan import TownPlan
    from simulators.town.preparation import Preparation
    from simulators.town.serving import serve_town

    cameras = load(registry if registry is not None else find_registry())
    plan = TownPlan.load(town) if town is not None else TownPlan.demo()
    password = os.environ.get(PASSWORD_VARIABLE)
    if password is None and not open_access:
        password = secrets.token_urlsafe(12)
        print(f"{PASSWORD_VARIABLE}={password}", file=sys.stderr, flush=True)
    progress = ProgressLine(sys.stderr)
    preparation: Preparation = Preparation(
        registry=cameras,
        plan=plan,
        cache=cache if cache is not None else Path(platformdirs.user_cache_dir("sharp-eyes")),
        report=progress.report,
        speed=speed,
        stamp=stamp,
        footage=footage,
    )
    asyncio.run(
        serve_town(
            preparation,
            port=port,
            credentials=None if open_access or password is None else (user, password),
            seconds=seconds,
            truth=truth,
            announce=lambda line: print(line, flush=True),
        )
    )
