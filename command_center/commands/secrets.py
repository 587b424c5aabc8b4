"""``sharp-eyes secrets``: camera passwords and the key that they are sealed with."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from command_center.commands.centre_options import DEFAULT_STATE, State, Url

if TYPE_CHECKING:
    from command_center.sealing.rotation import Rotated

secrets = typer.Typer(
    help="摄像机口令与加密密钥 · Camera passwords, and the key that they are sealed with.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

LOST = 1
"""Exit status where something can no longer be opened."""


@secrets.command()
def rotate(state: State = DEFAULT_STATE, database: Url = None) -> None:
    """更换密钥并重新加密全部口令；中断后再次运行即可继续 · Change the key, seal all anew.

    指挥中心可照常运行 · A centre may run meanwhile. 旧密钥只能打开旧备份 · The former key is needed
    for old backups alone.
    """
    from command_center.commands.secrets_work import keys_of, rotated
    from command_center.sealing.sealing_keys import KEY_VARIABLE, NEXT_VARIABLE

    found = asyncio.run(rotated(state, database))
    if found.resumed and keys_of(state).in_files:
        typer.echo("继续上次未完成的更换 · an earlier change was gone on with")
    typer.echo(f"已用新密钥加密 {found.newest} 项 · sealed with the new key: {found.newest}")
    if not keys_of(state).in_files:
        typer.echo(
            f"现将 {NEXT_VARIABLE} 的值移入 {KEY_VARIABLE} 并重启指挥中心 · now move the value of "
            f"{NEXT_VARIABLE} into {KEY_VARIABLE} and start the centre again"
        )
    _tell_lost(found)


@secrets.command()
def check(state: State = DEFAULT_STATE, database: Url = None) -> None:
    """检查全部口令能否解密 · Look whether everything that is sealed opens."""
    from command_center.commands.secrets_work import looked

    found = asyncio.run(looked(state, database))
    typer.echo(
        f"现密钥 {found.newest} 项，旧密钥 {found.former} 项 · newest key {found.newest}, "
        f"former key {found.former}"
    )
    _tell_lost(found)


@secrets.command("set")
def set_(
    name: Annotated[str, typer.Argument(help="台账中的凭据名称 · The name that cameras refer to.")],
    username: Annotated[str, typer.Option(help="摄像机用户名 · The cameras' user name.")],
    state: State = DEFAULT_STATE,
    database: Url = None,
) -> None:
    """设置摄像机口令，不回显；工作节点数秒内换用 · Set a camera password, typed out of sight."""
    from command_center.commands.secrets_work import put
    from sharp_eyes.registry.yaml_file import FoundCredentials

    password = typer.prompt("口令 · Password", hide_input=True, confirmation_prompt=True)
    changed = asyncio.run(put(state, database, FoundCredentials(name, username, password)))
    typer.echo("已保存 · kept" if changed else "与原来相同 · the same as before")


def _tell_lost(found: Rotated) -> None:
    if not found.lost:
        return
    typer.echo(
        "以下无法解密，请重新录入 · no key opens these; enter them again: " + ", ".join(found.lost),
        err=True,
    )
    raise typer.Exit(LOST)
