"""Pictures kept as evidence."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response
from sqlalchemy import select

from command_center.accounts.audit_log import AuditedAct
from command_center.api.guards import TheCentre, TheViewer, no_foreign_page, signed_in
from command_center.api.problem import Problem, not_found
from command_center.store.evidence_row import EvidenceRow
from command_center.store.incident_evidence_row import IncidentEvidenceRow
from command_center.store.incident_row import IncidentRow
from sharp_eyes.alert.evidence import EvidenceStatus, Sha256
from sharp_eyes.bilingual import Bilingual

router = APIRouter(
    prefix="/api/v1/evidence",
    tags=["evidence"],
    dependencies=[Depends(signed_in), Depends(no_foreign_page)],
)

_ABSENT = {
    EvidenceStatus.PENDING: Bilingual("图片正在上传", "the picture is on its way"),
    EvidenceStatus.LOST: Bilingual("图片已丢失", "the picture is lost"),
}


@router.get(
    "/{sha256}",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}, 404: {}},
)
async def evidence(
    sha256: Annotated[Sha256, Path()], viewer: TheViewer, centre: TheCentre
) -> Response:
    """Give a picture to whoever may see its incident; each opening is written down before."""
    async with centre.database.write() as session:
        incident_id = await session.scalar(
            select(IncidentRow.id)
            .join(IncidentEvidenceRow, IncidentEvidenceRow.incident_id == IncidentRow.id)
            .where(IncidentEvidenceRow.sha256 == sha256)
            .where(viewer.in_sight(IncidentRow.__table__.c.region))
            .limit(1)
        )
        row = await session.get(EvidenceRow, sha256)
        if incident_id is None or row is None:
            raise not_found(Bilingual("图片", "picture"))
        status = EvidenceStatus(row.status)
        if status in _ABSENT:
            raise _absent(status)
        centre.audit.add(
            session,
            viewer,
            AuditedAct.EVIDENCE_OPENED,
            f"evidence/{sha256}",
            f"incident/{incident_id}",
        )
    content = await centre.evidence.get(sha256)
    if content is None:
        raise _absent(EvidenceStatus.LOST)
    return Response(content, media_type="image/jpeg")


def _absent(status: EvidenceStatus) -> Problem:
    # RFC 9457 gives ``status`` to the HTTP status; the contract gives it to the picture here.
    return Problem(HTTPStatus.NOT_FOUND, _ABSENT[status], extra={"status": status.value})
