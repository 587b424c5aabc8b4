"""``sharp-eyes audit``: verify the audit trail."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from command_center.commands.centre_options import DEFAULT_STATE, State, Url

if TYPE_CHECKING:
    from command_center.audit.finding import Report

audit = typer.Typer(
    help="校验审计记录 · Verify the audit trail.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

MirrorFile = Annotated[
    Path | None,
    typer.Option(
        "--mirror",
        envvar="SHARP_EYES_AUDIT_MIRROR",
        dir_okay=False,
        help="链末端副本，缺省在状态目录中 · Mirror of the head; in the state folder by default.",
    ),
]

BENT = 1
"""Exit status of ``verify`` when something was found; 2 is the command line's own."""

UNKNOWN = 3
"""Exit status of ``verify`` when it cannot say."""


@audit.command()
def verify(
    state: State = DEFAULT_STATE,
    database: Url = None,
    mirror: MirrorFile = None,
    also: Annotated[
        list[Path] | None,
        typer.Option(
            "--also", dir_okay=False, help="另存的链末端，可多次给出 · Heads kept elsewhere."
        ),
    ] = None,
    public_key: Annotated[
        str | None,
        typer.Option(help="公钥，用于没有密钥的机器 · Public key, where the key is not at hand."),
    ] = None,
) -> None:
    """校验全部记录：被改、被删、调换、截去、回退都会发现 · Find what was bent.

    退出状态 · Exit status: 0 完好 · whole, 1 发现问题 · bent, 3 无法校验 · cannot say.
    """
    from command_center.commands.audit_work import verified
    from sharp_eyes.errors import SharpEyesError

    try:
        report = asyncio.run(verified(state, database, mirror, also or [], public_key))
    except SharpEyesError as error:
        typer.echo(error.bilingual(), err=True)
        raise typer.Exit(UNKNOWN) from error
    _tell(report)
    if report.findings:
        raise typer.Exit(BENT)


@audit.command()
def head(state: State = DEFAULT_STATE, database: Url = None) -> None:
    """显示链末端与公钥，抄存别处以备核对 · Show head and public key, to be kept elsewhere."""
    from command_center.commands.audit_work import head_of

    anchor, key = asyncio.run(head_of(state, database))
    typer.echo(anchor.to_json())
    typer.echo(f"公钥 · public key: {key.text}", err=True)


@audit.command()
def accept(
    reason: Annotated[
        str, typer.Option(help="核实结论，记入审计 · What was found out; it is written down.")
    ],
    state: State = DEFAULT_STATE,
    database: Url = None,
    mirror: MirrorFile = None,
) -> None:
    """核实后继续：从备份恢复或更换密钥之后用 · Go on after a restore or with another key."""
    from command_center.commands.audit_work import accepted

    report = asyncio.run(accepted(state, database, mirror, reason))
    _tell(report)
    typer.echo(
        f"以上 {len(report.findings)} 项已作说明并记入审计 · "
        f"the {len(report.findings)} finding(s) above are accepted, and the trail says so"
    )


def _tell(report: Report) -> None:
    for finding in report.accepted:
        typer.echo(f"已说明 · accepted before: {finding.message.zh} / {finding.message.en}")
    for finding in report.findings:
        typer.echo(f"{finding.message.zh} / {finding.message.en}")
    checkpoint = report.checkpoint.position if report.checkpoint else 0
    purged = (
        f"，第 {checkpoint} 条及以前已按期清理 · rows up to {checkpoint} were purged in time"
        if checkpoint
        else ""
    )
    if not report.findings:
        typer.echo(
            f"审计记录完好：{report.rows} 条（{report.first or 0} 至 {report.last or 0}）· "
            f"the trail is whole: {report.rows} row(s), {report.first or 0} to "
            f"{report.last or 0}{purged}"
        )
        return
    row = report.findings[0].row
    typer.echo(
        "首个异常 · first bad row: "
        + (str(row) if row is not None else "无法定位到条 · no row can be named")
    )
