"""The audit trail, for the audit administrator."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, AwareDatetime

from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.problem import forbidden
from command_center.audit.audit_search import AuditSearch
from command_center.audit.audited_act import AuditedAct
from command_center.registry.reachable import is_everywhere
from command_center.views.audit_view import AuditPage, AuditView
from sharp_eyes.bilingual import Bilingual

router = APIRouter(prefix="/api/v1/audit", tags=["audit"], dependencies=[Depends(signed_in)])

_MAX_POSITION = 2**62
_NO_NUL = r"^[^\x00]*$"
"""PostgreSQL knows no NUL in a text."""


def _of_our_time(at: datetime) -> datetime:
    # Whatever lies farther away cannot be brought to UTC everywhere.
    if not 1970 <= at.year < 2200:
        raise ValueError("时间应在 1970 至 2200 年之间 / a moment between 1970 and 2200")
    return at


Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]


@router.get("", responses={403: {}, 503: {}})
async def search(
    viewer: TheViewer,
    centre: TheCentre,
    since: Moment | None = None,
    until: Moment | None = None,
    who: Annotated[str | None, Query(max_length=64, pattern=_NO_NUL)] = None,
    act: Annotated[str | None, Query(max_length=40, pattern=r"^[a-z]+(\.[a-z-]+)?$")] = None,
    camera: Annotated[str | None, Query(pattern=r"^[0-9]{20}$")] = None,
    subject: Annotated[str | None, Query(max_length=100, pattern=_NO_NUL)] = None,
    before: Annotated[int | None, Query(ge=1, le=_MAX_POSITION)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> AuditPage:
    """Search the trail, newest first; each search is written down before it is answered.

    For audit administrators of all regions and units: most rows are of no region, and whoever reads
    who looked where has to be meant to read all of it.

    ``act`` is one act (``task.step``) or all of a thing (``task``). Give the answer's ``next`` as
    ``before`` for the page after it: rows that come meanwhile shift nothing.
    """
    if not is_everywhere(viewer):
        raise forbidden(
            Bilingual(
                "审计记录不分辖区，须由辖区与单位均不受限的审计管理员查阅",
                "the trail knows no regions: it is for audit administrators of all of them",
            ),
            Bilingual("请由全县的审计管理员查阅", "ask an audit administrator of the county"),
        )
    wanted = AuditSearch(since, until, who, act, camera, subject, before)
    entry = centre.audit.entry(viewer, AuditedAct.AUDIT_SEARCHED, "audit", str(wanted))
    await centre.trail.recorder.record([entry])
    async with centre.database.read() as session:
        rows = (await session.scalars(wanted.query(limit + 1))).all()
    more = len(rows) > limit
    return AuditPage(
        rows=tuple(AuditView.of(row) for row in rows[:limit]),
        next=rows[limit - 1].id if more else None,
    )
