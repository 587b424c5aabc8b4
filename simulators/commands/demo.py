"""``sharp-eyes demo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def demo(
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65_535, help="指挥大屏端口，默认 8080 · Port of the wall."),
    ] = None,
    footage: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="用该目录中的录像代替自带画面 · Play the recordings of this folder.",
        ),
    ] = None,
    broker: Annotated[
        str | None,
        typer.Option(
            envvar="SHARP_EYES_BROKER_URL",
            help="使用已有 MQTT 代理 mqtt://用户:密码@主机:端口 · Use this broker, not our own.",
        ),
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(min=0, help="运行 N 秒后自行结束 · End by itself after N seconds."),
    ] = None,
    speed: Annotated[
        float,
        typer.Option(min=0.25, max=16, help="场景时间倍速 · How many times faster scenes run."),
    ] = 1.0,
    registry: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="摄像机台账 · The town's camera registry."),
    ] = None,
    town: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="各摄像机播放的场景 · Which scene each camera plays."
        ),
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="目标检测模型 · Object model, an ONNX file."
        ),
    ] = None,
    state: Annotated[
        Path | None,
        typer.Option(
            file_okay=False,
            help="数据目录；不指定则用临时目录，结束即删除 · Keep the run's data here; by default "
            "it goes with the run.",
        ),
    ] = None,
    stamp: Annotated[
        bool,
        typer.Option(
            "--stamp",
            help="在画面中打上编码与帧号（测试用）· Stamp id and frame number, for tests.",
        ),
    ] = False,
) -> None:
    """整镇演示：模拟摄像机、分析、派单队列、指挥大屏，只用本机回环地址.

    A whole town on this machine, on loopback only: simulated cameras, detection, the dispatch
    queue and the wall. Prints "ready http://… user … password …" when all is up; Ctrl-C ends it.
    """
    import asyncio
    import sys
    import tempfile

    from simulators.demo.find_registry import find_registry
    from simulators.demo.options import DemoOptions
    from simulators.demo.run import run_demo

    def say(text: str) -> None:
        print(f"· {text}", file=sys.stderr, flush=True)

    def announce(text: str) -> None:
        print(text, flush=True)

    with tempfile.TemporaryDirectory(prefix="sharp-eyes-demo-") as scratch:
        options = DemoOptions(
            registry=registry or find_registry(),
            state=(state or Path(scratch)).resolve(),
            port=port,
            footage=footage.resolve() if footage else None,
            broker=broker,
            model=model.resolve() if model else None,
            speed=speed,
            stamp=stamp,
            seconds=seconds,
            town=town,
        )
        asyncio.run(run_demo(options, say, announce))
