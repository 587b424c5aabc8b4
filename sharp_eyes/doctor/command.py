"""The command ``sharp-eyes doctor``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def doctor(
    json: Annotated[
        bool, typer.Option("--json", help="以 JSON 输出 / print the findings as JSON")
    ] = False,
    port: Annotated[
        int,
        typer.Option(
            min=0,
            max=65535,
            help="检查此端口能否监听；0 为任意端口 / look whether this port is free; 0: any port",
        ),
    ] = 0,
    state: Annotated[
        Path | None,
        typer.Option(
            help="数据目录，默认为临时目录 / the data folder to look at; by default that of "
            "temporary files, as for the demo",
            show_default=False,
        ),
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option(
            envvar="SHARP_EYES_MODEL",
            help="自己的检测模型 / an object model of your own",
            show_default=False,
        ),
    ] = None,
    with_ultralytics: Annotated[
        bool,
        typer.Option(
            "--with-ultralytics",
            help="安装 ultralytics（AGPL-3.0）；没有显卡时不装 CUDA / install ultralytics, which "
            "is AGPL-3.0; without CUDA packages where there is no graphics card",
        ),
    ] = False,
    torch_index: Annotated[
        str | None,
        typer.Option(
            help="仅用处理器的 torch 的软件源 / an index that has torch for processors alone",
            show_default=False,
        ),
    ] = None,
) -> None:
    """检查本机，说明缺什么、怎么得到 / Look at this machine; say what is missing, how to get it.

    The exit status is 1 when something that the demo needs is missing, else 0.
    """
    if with_ultralytics:
        _install_ultralytics(torch_index)
        return
    # Imported here so that --help is quick.
    import tempfile

    from sharp_eyes.doctor.checks import CHECKS
    from sharp_eyes.doctor.local_machine import LocalMachine
    from sharp_eyes.doctor.report import as_json, as_lines, demo_can_run

    folder = state if state is not None else Path(tempfile.gettempdir())
    machine = LocalMachine(state_folder=folder.absolute(), http_port=port, named_model=model)
    findings = [check(machine) for check in CHECKS]
    if json:
        typer.echo(as_json(findings))
    else:
        for line in as_lines(findings):
            typer.echo(line)
    if not demo_can_run(findings):
        raise typer.Exit(1)


def _install_ultralytics(torch_index: str | None) -> None:
    import platform
    from functools import partial

    from sharp_eyes.doctor.local_pip import (
        has_nvidia_card,
        installed_version,
        run_pip,
        stated_needs,
    )
    from sharp_eyes.doctor.ultralytics_setup import UltralyticsSetup

    UltralyticsSetup(
        pip=run_pip,
        needs_of=stated_needs,
        torch_version=partial(installed_version, "torch"),
        say=typer.echo,
        has_gpu=has_nvidia_card(),
        processor=platform.machine(),
    ).install(torch_index)
