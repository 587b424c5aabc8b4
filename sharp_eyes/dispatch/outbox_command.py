"""``sharp-eyes outbox``: what waits on a node for the centre, and what the centre refused."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

outbox = typer.Typer(
    help="节点发件箱与死信 · A node's outbox and its dead letters.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

State = Annotated[
    Path,
    typer.Option(exists=True, file_okay=False, help="worker 的状态目录 · The worker's --state."),
]
Shard = Annotated[str, typer.Option(help="分片 · Shard.")]
DEFAULT_SHARD = "shard-1"


@outbox.command("list")
def list_letters(state: State, shard: Shard = DEFAULT_SHARD) -> None:
    """列出等待与被拒的告警 · Show how many alerts wait, and each that was refused.

    worker 运行时也可使用 · The worker may be running.
    """
    from sharp_eyes.dispatch.outbox_look import look_at
    from sharp_eyes.errors import SharpEyesError

    try:
        seen = look_at(state / f"{shard}.sqlite")
    except SharpEyesError as error:
        typer.echo(error.bilingual(), err=True)
        raise typer.Exit(1) from error
    typer.echo(f"等待确认 · waiting: {seen.waiting}")
    typer.echo(f"待传图片 · pictures waiting: {seen.pictures}")
    typer.echo(f"死信 · dead letters: {len(seen.dead_letters)}")
    for one in seen.dead_letters:
        typer.echo(f"{one.alert_id}  {one.refused_at:%Y-%m-%dT%H:%M:%SZ}  {one.reason}")


@outbox.command()
def show(
    alert_id: Annotated[str, typer.Argument(help="告警编号 · The alert's id.")],
    state: State,
    shard: Shard = DEFAULT_SHARD,
) -> None:
    """显示一封死信的全文 · Print a dead letter as it would be sent."""
    from sharp_eyes.dispatch.outbox_look import look_at
    from sharp_eyes.errors import SharpEyesError

    try:
        seen = look_at(state / f"{shard}.sqlite")
    except SharpEyesError as error:
        typer.echo(error.bilingual(), err=True)
        raise typer.Exit(1) from error
    found = [one for one in seen.dead_letters if one.alert_id == alert_id]
    if not found:
        typer.echo(f"死信中没有 {alert_id} · no dead letter has this id", err=True)
        raise typer.Exit(1)
    typer.echo(found[0].body.decode(errors="replace"))


@outbox.command()
def replay(
    state: State,
    alert_ids: Annotated[
        list[str] | None, typer.Argument(help="告警编号 · Ids of alerts; or --all.")
    ] = None,
    shard: Shard = DEFAULT_SHARD,
    every: Annotated[bool, typer.Option("--all", help="全部死信 · All of them.")] = False,
) -> None:
    """重新发送死信 · Send dead letters again, as they were.

    先消除被拒的原因 · First mend what they were refused for. worker 运行时几秒内发出 · A running
    worker sends them within seconds.
    """
    from sharp_eyes.dispatch.outbox_look import replay_letters
    from sharp_eyes.errors import SharpEyesError

    if bool(alert_ids) == every:
        raise typer.BadParameter("给出编号或 --all 之一 · name ids, or --all", param_hint="--all")
    try:
        count = replay_letters(state / f"{shard}.sqlite", None if every else alert_ids)
    except SharpEyesError as error:
        typer.echo(error.bilingual(), err=True)
        raise typer.Exit(1) from error
    typer.echo(f"将重新发送 {count} 条 · {count} will be sent again")
