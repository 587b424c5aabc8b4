"""The command line's frame: it knows no command by itself.

Each room registers its commands under the entry-point group ``sharp_eyes.commands``, so that the
frame imports no room and a room left out takes its commands with it.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable
from copy import copy
from importlib.metadata import entry_points
from typing import Annotated

import typer

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import MissingPart, SharpEyesError

GROUP = "sharp_eyes.commands"

_INTRODUCTION = """雪亮工程：看地点，不看人。Sharp Eyes looks at places, never at persons.

Recorded or live cameras become alerts on a durable queue, and alerts become grid tasks on a wall.

从这里开始 · Start here:  sharp-eyes demo
"""


def _frame(
    log_level: Annotated[
        str, typer.Option(help="日志级别 · debug, info, warning or error.")
    ] = "info",
    log_json: Annotated[
        bool, typer.Option("--log-json", help="日志每行一个 JSON · Logs as one JSON a line.")
    ] = False,
) -> None:
    from sharp_eyes.logs import set_up_logs

    if log_level.lower() not in ("debug", "info", "warning", "error"):
        raise typer.BadParameter("debug, info, warning, error", param_hint="--log-level")
    set_up_logs(level=log_level, json=log_json)


def build() -> typer.Typer:
    """Put the command line together from the installed rooms.

    An entry point ``cameras.probe`` becomes ``probe`` of the group ``cameras``, so that a room can
    put its command where people look for it, beside another room's.

    Returns:
        An application with one command for each entry point, in the order of their names.

    Raises:
        MissingPart: no command is installed at all.
    """
    app = typer.Typer(
        name="sharp-eyes",
        help=_INTRODUCTION,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_frame)
    found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    if not found:
        raise MissingPart(
            Bilingual("没有找到任何命令", "no command is installed"),
            next_step=Bilingual("重新安装：pip install .", "install again: pip install ."),
        )
    groups: dict[str, typer.Typer] = {}
    for point in found:
        try:
            command = point.load()
        except ImportError as error:
            # One room that cannot be loaded must not take the others along, doctor least of all.
            command = _not_loaded(point.name, str(error))
        # In the order of names a group comes before what is put into it.
        group, _, name = point.name.rpartition(".")
        if isinstance(command, typer.Typer):
            # A copy, since others' commands are put into it.
            group_of_its_own = copy(command)
            group_of_its_own.registered_commands = list(command.registered_commands)
            groups[point.name] = group_of_its_own
            app.add_typer(group_of_its_own, name=point.name)
        else:
            # Where its group is not there a command stands for itself.
            home, shown = (groups[group], name) if group in groups else (app, point.name)
            home.command(name=shown, help=inspect.getdoc(command))(command)
    return app


def _not_loaded(name: str, reason: str) -> Callable[[], None]:
    def command() -> None:
        raise MissingPart(
            Bilingual(f"命令 {name} 无法加载：{reason}", f"{name} cannot be loaded: {reason}"),
            next_step=Bilingual("运行 sharp-eyes doctor", "run: sharp-eyes doctor"),
        )

    command.__doc__ = f"无法加载 · cannot be loaded: {reason}"
    return command


def main() -> None:
    """Run the command line; errors made for people are printed without a traceback."""
    try:
        build()()
    except SharpEyesError as error:
        print(error.bilingual(), file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except BrokenPipeError:
        # Whoever read our output has gone; a second failure while flushing would hide that.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(141) from None
