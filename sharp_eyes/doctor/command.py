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
) -> None:
    """检查本机，说明缺什么、怎么得到 / Look at this machine; say what is missing, how to get it.

    The exit status is 1 when something that the demo needs is missing, else 0.
    """
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
