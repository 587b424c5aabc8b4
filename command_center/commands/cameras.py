"""``sharp-eyes cameras``: check, import and export the registry."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from command_center.audit.audit_log import AuditLog
    from command_center.registry.exchange import RegistryExchange
    from command_center.store.database import Database
    from sharp_eyes.registry.difference import Difference

cameras = typer.Typer(
    help="校验、导入、导出摄像机台账 · Check, import and export the camera registry.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

File = Annotated[Path, typer.Argument(dir_okay=False, help="台账文件 · The registry file.")]
State = Annotated[
    Path, typer.Option(file_okay=False, help="指挥中心状态目录 · The centre's state folder.")
]
Url = Annotated[
    str | None,
    typer.Option(
        "--database",
        envvar="SHARP_EYES_DATABASE_URL",
        help="数据库地址，缺省为状态目录中的 SQLite · SQLAlchemy URL; SQLite by default.",
    ),
]
DEFAULT_STATE = Path(".sharp-eyes/centre")


@cameras.command()
def validate(file: File = Path("camera_registry.yaml")) -> None:
    """校验台账：一次列出全部错误及其行号 · Say everything that is wrong, each at its line."""
    from sharp_eyes.registry.yaml_file import load_with_credentials

    loaded = load_with_credentials(file)
    registry = loaded.registry
    typer.echo(
        f"{file}：{len(registry.cameras)} 台摄像机、{len(registry.grids)} 个网格，无误 · "
        f"{len(registry.cameras)} camera(s) and {len(registry.grids)} grid(s), all right"
    )
    dark = [c for c in registry.cameras if c.analytics.zones and not c.active_zones and c.enabled]
    for camera in dark:
        typer.echo(
            f"提示：{camera.id} 的场所类型为“{camera.place_type.label.zh}”，不做检测 · note: "
            f"detectors stay off at {camera.id}, its place type is {camera.place_type.value}"
        )
    for found in loaded.credentials:
        typer.echo(
            f"提示：{found.name} 的地址中带有密码，导入时移入密钥库 · note: the password in the "
            f"address of {found.name} moves to the secret store on import"
        )


@cameras.command("import")
def import_(
    file: File = Path("camera_registry.yaml"),
    state: State = DEFAULT_STATE,
    database: Url = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只看会改什么 · Only say what would change.")
    ] = False,
    prune: Annotated[
        bool,
        typer.Option("--prune", help="删除文件中没有的 · Remove what the file does not hold."),
    ] = False,
) -> None:
    """导入台账：全部成功或全部不变 · Import by id: all of it, or nothing."""
    from command_center.commands.registry_work import with_registry
    from sharp_eyes.registry.yaml_file import load_with_credentials

    loaded = load_with_credentials(file)

    async def work(exchange: RegistryExchange, _store: Database, _audit: AuditLog) -> Difference:
        if dry_run:
            return await exchange.compare(loaded.registry, prune=prune)
        return await exchange.take(
            loaded.registry, prune=prune, what=file.name, credentials=loaded.credentials
        )

    difference = asyncio.run(with_registry(state, database, work))
    _tell(difference, dry_run=dry_run)


@cameras.command()
def export(
    file: Annotated[
        Path | None, typer.Argument(dir_okay=False, help="写入的文件，缺省为标准输出 · File.")
    ] = None,
    state: State = DEFAULT_STATE,
    database: Url = None,
) -> None:
    """导出台账为 YAML（不含注释与密码）· Export as YAML, without comments and passwords."""
    from command_center.commands.registry_work import with_registry
    from sharp_eyes.registry.yaml_file import dump

    async def work(exchange: RegistryExchange, _store: Database, _audit: AuditLog) -> str:
        return dump(await exchange.export())

    text = asyncio.run(with_registry(state, database, work))
    if file is None:
        typer.echo(text, nl=False)
        return
    file.write_text(text, encoding="utf-8")
    typer.echo(f"{file}：注释与密码不导出 · comments and passwords are not exported")


def _tell(difference: Difference, *, dry_run: bool) -> None:
    for sign, ids in (
        ("+", difference.added + difference.land_added),
        ("~", difference.changed + difference.land_changed),
        ("-", difference.removed + difference.land_removed),
    ):
        for one in ids:
            typer.echo(f"{sign} {one}")
    counts = (len(difference.added), len(difference.changed), len(difference.removed))
    typer.echo(
        ("试运行，未作更改 · dry run, nothing changed: " if dry_run else "")
        + f"新增 {counts[0]}、变更 {counts[1]}、删除 {counts[2]} · "
        f"{counts[0]} added, {counts[1]} changed, {counts[2]} removed"
    )
