"""What ``sharp-eyes cameras`` does with spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from command_center.registry.exchange import RegistryExchange
from command_center.registry.overtaken import ATTEMPTS, Overtaken
from command_center.registry.sheets.bad_sheet import BadSheet
from command_center.registry.sheets.limits import MAX_FILE_BYTES
from command_center.registry.sheets.plan_file import marked_file, plan_file
from command_center.registry.sheets.planner import PlanOptions
from command_center.registry.sheets.row_plan import RowAction
from command_center.registry.sheets.sheet_plan import SheetPlan
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import MissingPart

_SIGNS = {RowAction.ADD: "+", RowAction.CHANGE: "~", RowAction.REFUSE: "!"}


def read_file(path: Path) -> bytes:
    """Read a file of at most the size that spreadsheets may have.

    Raises:
        MissingPart: it cannot be read.
        BadSheet: it is too large.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadSheet(
                f"文件超过 {MAX_FILE_BYTES >> 20} MB",
                f"the file is larger than {MAX_FILE_BYTES >> 20} MB",
                Bilingual("分成几个文件导入", "import it in several files"),
            )
        return path.read_bytes()
    except OSError as error:
        raise MissingPart(
            Bilingual(f"无法读取 {path}", f"{path} cannot be read: {error}"),
            next_step=Bilingual("检查路径与权限", "check the path and its permissions"),
        ) from error


async def import_sheet(
    exchange: RegistryExchange,
    data: bytes,
    name: str,
    options: PlanOptions,
    *,
    dry_run: bool,
) -> SheetPlan:
    """Plan an import, and carry it out unless it is only tried.

    Args:
        exchange: The database's registry.
        data: The file.
        name: Its name, for the revision's note.
        options: What has been decided.
        dry_run: Whether nothing is to change.

    Returns:
        The plan; nothing was changed where it is not ready.

    Raises:
        Overtaken: others kept changing the registry meanwhile.
    """
    for _ in range(ATTEMPTS):
        directory = await exchange.directory()
        plan = plan_file(data, directory.registry, options)
        if dry_run or not plan.ready:
            return plan
        try:
            await exchange.write(
                directory, plan.check(), f"import of {name[:120]}", plan.credentials
            )
        except Overtaken:
            continue
        return plan
    raise Overtaken


def describe(plan: SheetPlan) -> Iterator[str]:
    """Yield the lines that say what becomes of each row, in both languages."""
    for fault in plan.faults:
        yield f"! {fault.zh} · {fault.en}"
    for said in plan.notes:
        yield f"提示：{said.zh} · note: {said.en}"
    for row in plan.rows:
        if row.action in _SIGNS:
            yield f"{_SIGNS[row.action]} {row.sheet} {row.row}: {row.key} {row.name}".rstrip()
        for change in row.changes:
            yield f"    {change.field}: {change.old} → {change.new}"
        for cell in (*row.faults, *row.notes):
            yield f"    {cell.column}{row.row}: {cell.reason.zh} · {cell.reason.en}"
    for offer in plan.offers:
        share = f"{offer.probability:.1%}"
        yield (
            f"? {offer.correction.label.zh}（{offer.certainty.zh}，{share}，{offer.rows} 行）："
            f"{offer.how.zh} · {offer.correction.label.en} ({offer.certainty.en}, {share}, "
            f"{offer.rows} rows): {offer.how.en}"
        )
        if offer in plan.undecided:
            yield (
                f"    --correct {offer.correction.value} 更正 · to correct; "
                "--as-written 保持原样 · to leave it"
            )
    counts = {action: plan.count(action) for action in RowAction}
    yield "、".join(f"{action.label.zh} {count}" for action, count in counts.items()) + (
        " · " + ", ".join(f"{count} {action.label.en}" for action, count in counts.items())
    )


async def write_marked(
    exchange: RegistryExchange, data: bytes, options: PlanOptions, target: Path
) -> None:
    """Write a file again with its errors marked."""
    registry = await exchange.read()
    target.write_bytes(marked_file(data, registry, options)[1])
