"""Finds what was changed, removed, reordered, cut off or rolled back in the trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from command_center.audit.acceptances import accepted_rows
from command_center.audit.anchor import Anchor, AnchorName
from command_center.audit.audit_entry import ORIGIN
from command_center.audit.audit_public_key import AuditPublicKey
from command_center.audit.chain import read_anchor
from command_center.audit.finding import Fault, Finding, Report
from command_center.audit.mirror import Mirror
from command_center.audit.row_check import RowCheck
from command_center.store.audit_row import AuditRow
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import Damaged

PAGE = 2_000
MAX_FINDINGS = 100


def read_mirrors(paths: Iterable[Path]) -> dict[Path, Anchor | Finding]:
    """Read mirrors; call it before the database is read, which may move on meanwhile."""
    found: dict[Path, Anchor | Finding] = {}
    for path in paths:
        try:
            anchor = Mirror(path).read()
        except Damaged as error:
            found[path] = Finding(Fault.BAD_MIRROR, None, error.message)
            continue
        found[path] = anchor or Finding(
            Fault.NO_MIRROR,
            None,
            Bilingual(
                f"链末端副本 {path} 不存在：被删除，或状态目录不对",
                f"the mirror {path} is not there: it was removed, or this is another state folder",
            ),
        )
    return found


class Verification:
    """Verifies one trail as one reading transaction sees it.

    What it accepts, because a kill at a bad moment leaves it so: a mirror that is behind the head.
    A head is committed first and mirrored after; a mirror that is ahead of the database is never
    left by a kill.

    Args:
        key: The public half of the key that signs.
    """

    def __init__(self, key: AuditPublicKey) -> None:
        self._key = key

    def run(self, session: Session, mirrors: Mapping[Path, Anchor | Finding]) -> Report:
        """Read the whole trail.

        Args:
            session: Reads; one transaction.
            mirrors: As ``read_mirrors`` gave them.
        """
        report = Report(
            head=read_anchor(session, AnchorName.HEAD),
            checkpoint=read_anchor(session, AnchorName.CHECKPOINT),
        )
        heads = [one for one in mirrors.values() if isinstance(one, Anchor)]
        genuine = [one for one in heads if one.name is AnchorName.HEAD and one.genuine(self._key)]
        self._look_at_checkpoint(report)
        self._look_at_rows(session, report, {one.position: one for one in genuine})
        self._look_at_head(report)
        for path, mirror in mirrors.items():
            self._look_at_mirror(report, path, mirror)
        accepted = accepted_rows(session, self._key) if report.findings else {}
        report.accepted = [one for one in report.findings if (one.row or 0) in accepted]
        report.findings = [one for one in report.findings if (one.row or 0) not in accepted]
        report.findings.sort(key=lambda one: (one.row is None, one.row or 0))
        return report

    def _look_at_checkpoint(self, report: Report) -> None:
        checkpoint = report.checkpoint
        if checkpoint is not None and not checkpoint.genuine(self._key):
            report.findings.append(
                Finding(
                    Fault.CHECKPOINT,
                    checkpoint.position,
                    Bilingual(
                        f"清理检查点（至第 {checkpoint.position} 条）的签名不符",
                        f"the checkpoint up to row {checkpoint.position} is not signed by this key",
                    ),
                )
            )

    def _look_at_rows(self, session: Session, report: Report, known: Mapping[int, Anchor]) -> None:
        start = report.checkpoint
        check = RowCheck(
            self._key, start.position if start else 0, start.hash if start else ORIGIN, known
        )
        legacy = report.head is None
        after = -1
        while True:
            rows = session.scalars(
                select(AuditRow).where(AuditRow.id > after).order_by(AuditRow.id).limit(PAGE)
            ).all()
            if not rows:
                return
            for row in rows:
                # Before the chain has begun rows have no hash, and nothing is wrong with that.
                finding = None if legacy and row.hash is None else check.look(row)
                if finding is not None and len(report.findings) < MAX_FINDINGS:
                    report.findings.append(finding)
            report.first = report.first if report.first is not None else rows[0].id
            report.rows += len(rows)
            report.last = after = rows[-1].id
            report.last_hash = rows[-1].hash
            session.expunge_all()

    def _look_at_head(self, report: Report) -> None:
        head = report.head
        if head is None:
            report.findings.append(
                Finding(
                    Fault.NOT_BEGUN,
                    None,
                    Bilingual(
                        "数据库中没有审计链末端：尚未建立，或被删除",
                        "the database holds no head of a trail: it has not begun, or was removed",
                    ),
                )
            )
            return
        if not head.genuine(self._key):
            report.findings.append(
                Finding(
                    Fault.UNSIGNED,
                    head.position,
                    Bilingual(
                        f"链末端（第 {head.position} 条）的签名不符：记录被改写，或换了密钥",
                        f"the head at row {head.position} is not signed by this key: rows were "
                        "rewritten, or this is another key",
                    ),
                )
            )
        last, last_hash = report.end
        if last < head.position:
            report.findings.append(_cut_off(last + 1, head.position))
        elif last > head.position:
            report.findings.append(
                Finding(
                    Fault.ADDED,
                    head.position + 1,
                    Bilingual(
                        f"第 {head.position + 1} 条在签名的末端之后：绕过系统写入，或末端被回退",
                        f"row {head.position + 1} comes after the signed head: it was written past "
                        "the system, or an older head was put in place",
                    ),
                )
            )
        elif last_hash != head.hash:
            report.findings.append(
                Finding(
                    Fault.REWRITTEN,
                    last,
                    Bilingual(
                        f"最后一条（第 {last} 条）与签名的末端不符",
                        f"the last row, {last}, is not the one that was signed as the head",
                    ),
                )
            )

    def _look_at_mirror(self, report: Report, path: Path, mirror: Anchor | Finding) -> None:
        if isinstance(mirror, Finding):
            # Where no trail has begun nothing is missing.
            if report.head is not None or mirror.fault is not Fault.NO_MIRROR:
                report.findings.append(mirror)
            return
        if mirror.name is not AnchorName.HEAD or not mirror.genuine(self._key):
            report.findings.append(
                Finding(
                    Fault.BAD_MIRROR,
                    None,
                    Bilingual(
                        f"副本 {path} 的签名不符：被改动，或密钥不是原来的",
                        f"the mirror {path} is not signed by this key: it was changed, or this is "
                        "another key",
                    ),
                )
            )
            return
        last, _ = report.end
        if mirror.position > last:
            report.findings.append(_rolled_back(last, mirror))
        elif report.checkpoint is not None and mirror.position < report.checkpoint.position:
            report.findings.append(
                Finding(
                    Fault.BAD_MIRROR,
                    None,
                    Bilingual(
                        f"副本 {path}（第 {mirror.position} 条）早于清理检查点，无法比对",
                        f"the mirror {path}, at row {mirror.position}, is older than the "
                        "checkpoint and cannot be compared",
                    ),
                )
            )


def _cut_off(first: int, last: int) -> Finding:
    return Finding(
        Fault.CUT_OFF,
        first,
        Bilingual(
            f"第 {first} 至 {last} 条被截去（链末端为第 {last} 条）",
            f"rows {first} to {last} were cut off (the signed head is row {last})",
        ),
    )


def _rolled_back(last: int, mirror: Anchor) -> Finding:
    return Finding(
        Fault.ROLLED_BACK,
        last + 1,
        Bilingual(
            f"数据库止于第 {last} 条，副本却到第 {mirror.position} 条：数据库被回退到旧副本，"
            f"第 {last + 1} 条起丢失",
            f"the database ends at row {last} and its mirror knows row {mirror.position}: it was "
            f"rolled back to an older copy; rows from {last + 1} on are lost",
        ),
    )
