"""``sharp-eyes cameras``: check, import and export the registry."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from command_center.commands.centre_options import DEFAULT_STATE, State, Url
from command_center.registry.sheets.polygons_of import PolygonsOf

if TYPE_CHECKING:
    from command_center.audit.audit_log import AuditLog
    from command_center.registry.exchange import RegistryExchange
    from command_center.registry.sheets.planner import PlanOptions
    from command_center.registry.sheets.sheet_plan import SheetPlan
    from command_center.store.database import Database
    from sharp_eyes.registry.difference import Difference

cameras = typer.Typer(
    help="校验、导入、导出摄像机台账 · Check, import and export the camera registry.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

File = Annotated[Path, typer.Argument(dir_okay=False, help="台账文件 · The registry file.")]
Day = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        metavar="YYYY-MM-DD",
        help="许可的起止日期，用于未写明的 · First, last day of permits that name none.",
    ),
]
Number = Annotated[int, typer.Argument(min=1, help="版本号 · Number of the revision.")]
YAML = (".yaml", ".yml", "")
"""Suffixes of what is read as YAML; all else is a spreadsheet, by its contents."""


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
        typer.Option(
            "--prune",
            help="删除文件中没有的，仅用于 YAML · Remove what the file does not hold; YAML alone.",
        ),
    ] = False,
    correct: Annotated[
        list[str] | None,
        typer.Option(help="更正坐标 · Correct coordinates: swapped | gcj02 | bd09", metavar="WHAT"),
    ] = None,
    as_written: Annotated[
        bool,
        typer.Option("--as-written", help="坐标保持原样 · Leave coordinates as they are written."),
    ] = False,
    polygons: Annotated[
        PolygonsOf,
        typer.Option(help="GeoJSON 中是什么 · What the polygons of a GeoJSON file are."),
    ] = PolygonsOf.GRIDS,
    valid_from: Day = None,
    valid_until: Day = None,
    marked: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False,
            help="有错误时写出标注错误的表格 · Where errors are found, write the file again with "
            "its errors marked.",
        ),
    ] = None,
) -> None:
    """导入台账：全部成功或全部不变 · Import by id: all of it, or nothing.

    YAML、XLSX、CSV；网格边界、保护地、许可用 GeoJSON · YAML, XLSX, CSV; GeoJSON for the outlines of
    grids, for protected land and for permits.
    """
    if file.suffix.lower() not in YAML:
        if prune:
            raise typer.BadParameter("仅用于 YAML · for YAML alone", param_hint="--prune")
        options = _options(correct or [], as_written, polygons, valid_from, valid_until)
        _import_sheet(file, state, database, dry_run, options, marked)
        return
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


def _options(
    correct: list[str],
    as_written: bool,
    polygons: PolygonsOf,
    valid_from: datetime | None,
    valid_until: datetime | None,
) -> PlanOptions:
    from command_center.registry.sheets.offer import Correction
    from command_center.registry.sheets.planner import PlanOptions

    known = {one.value: one for one in Correction}
    if unknown := [name for name in correct if name not in known]:
        raise typer.BadParameter(f"{unknown[0]}: {' | '.join(known)}", param_hint="--correct")
    return PlanOptions(
        frozenset(known[name] for name in correct),
        as_written,
        polygons=polygons,
        valid_from=valid_from.date() if valid_from else None,
        valid_until=valid_until.date() if valid_until else None,
    )


def _import_sheet(
    path: Path,
    state: Path,
    database: str | None,
    dry_run: bool,
    options: PlanOptions,
    marked: Path | None,
) -> None:
    from command_center.commands.registry_work import with_registry
    from command_center.commands.sheet_work import describe, import_sheet, read_file, write_marked

    data = read_file(path)

    async def work(exchange: RegistryExchange, _store: Database, _audit: AuditLog) -> SheetPlan:
        plan = await import_sheet(exchange, data, path.name, options, dry_run=dry_run)
        if marked is not None and plan.registry is None:
            await write_marked(exchange, data, options, marked)
        return plan

    plan = asyncio.run(with_registry(state, database, work))
    for line in describe(plan):
        typer.echo(line)
    if marked is not None and plan.registry is None:
        typer.echo(f"{marked}：已标注错误 · errors are marked in it")
    if dry_run:
        typer.echo("试运行，未作更改 · dry run, nothing changed")
    elif not plan.ready:
        typer.echo("未导入，未作任何更改 · not imported, nothing changed", err=True)
    if not plan.ready:
        raise typer.Exit(1)


@cameras.command()
def template(
    file: Annotated[
        Path, typer.Argument(dir_okay=False, help="写入的文件 .xlsx 或 .csv · File to write.")
    ] = Path("cameras.xlsx"),
    state: State = DEFAULT_STATE,
    database: Url = None,
) -> None:
    """写出空表格，附已登记的区划、网格与单位 · Write an empty table to fill in."""
    from command_center.commands.registry_work import with_registry
    from command_center.registry.sheets.sheet_export import template_csv, template_xlsx
    from sharp_eyes.registry.registry import Registry

    async def work(exchange: RegistryExchange, _store: Database, _audit: AuditLog) -> Registry:
        return await exchange.read()

    if file.suffix.lower() == ".csv":
        file.write_bytes(template_csv())
    else:
        file.write_bytes(template_xlsx(asyncio.run(with_registry(state, database, work))))
    typer.echo(f"{file}")


@cameras.command()
def export(
    file: Annotated[
        Path | None,
        typer.Argument(
            dir_okay=False,
            help="写入的文件 .yaml、.xlsx 或 .csv，缺省为标准输出 · File, by its suffix.",
        ),
    ] = None,
    state: State = DEFAULT_STATE,
    database: Url = None,
) -> None:
    """导出台账（YAML 最全；不含注释与密码）· Export, without comments and passwords."""
    from command_center.commands.registry_work import with_registry
    from sharp_eyes.registry.registry import Registry
    from sharp_eyes.registry.yaml_file import dump

    async def work(exchange: RegistryExchange, _store: Database, _audit: AuditLog) -> Registry:
        return await exchange.export()

    registry = asyncio.run(with_registry(state, database, work))
    if file is None:
        typer.echo(dump(registry), nl=False)
        return
    suffix = file.suffix.lower()
    if suffix in (".xlsx", ".csv"):
        from command_center.registry.sheets.sheet_export import export_csv, export_xlsx

        file.write_bytes((export_csv if suffix == ".csv" else export_xlsx)(registry))
        typer.echo(
            f"{file}：区域、遮挡与密码不导出 · zones, privacy masks and passwords are not in it"
        )
        return
    file.write_text(dump(registry), encoding="utf-8")
    typer.echo(f"{file}：注释与密码不导出 · comments and passwords are not exported")


@cameras.command()
def revisions(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="列出多少 · How many.")] = 20,
    state: State = DEFAULT_STATE,
    database: Url = None,
) -> None:
    """列出台账版本：何时、何人、改了什么 · List the registry's revisions, newest first."""
    from command_center.commands.registry_work import with_registry
    from command_center.commands.revision_work import list_lines

    for line in asyncio.run(with_registry(state, database, list_lines(limit))):
        typer.echo(line)


@cameras.command()
def revision(number: Number, state: State = DEFAULT_STATE, database: Url = None) -> None:
    """查看一个版本的差异 · Say what a revision did."""
    from command_center.commands.registry_work import with_registry
    from command_center.commands.revision_work import difference_lines

    for line in asyncio.run(with_registry(state, database, difference_lines(number))):
        typer.echo(line)


@cameras.command()
def back(
    number: Number,
    reason: Annotated[str, typer.Option(help="原因，记入审计 · Why; it is written down.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只看会改什么 · Only say what would change.")
    ] = False,
    state: State = DEFAULT_STATE,
    database: Url = None,
) -> None:
    """返回到一个版本，口令除外；这本身也是一个新版本 · Go back to a revision, but for passwords."""
    from command_center.commands.registry_work import with_registry
    from command_center.commands.revision_work import go_back

    if not dry_run and not reason.strip():
        raise typer.BadParameter("请填写原因 · say why", param_hint="--reason")
    work = go_back(number, reason.strip()[:120], dry_run=dry_run)
    for line in asyncio.run(with_registry(state, database, work)):
        typer.echo(line)


def _tell(difference: Difference, *, dry_run: bool) -> None:
    for sign, ids in (
        ("+", difference.tree_added + difference.added + difference.land_added),
        ("~", difference.tree_changed + difference.changed + difference.land_changed),
        ("-", difference.tree_removed + difference.removed + difference.land_removed),
    ):
        for one in ids:
            typer.echo(f"{sign} {one}")
    counts = (len(difference.added), len(difference.changed), len(difference.removed))
    typer.echo(
        ("试运行，未作更改 · dry run, nothing changed: " if dry_run else "")
        + f"新增 {counts[0]}、变更 {counts[1]}、删除 {counts[2]} · "
        f"{counts[0]} added, {counts[1]} changed, {counts[2]} removed"
    )
