"""Pictures and clips kept as evidence."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.reach import incidents_in_reach
from command_center.accounts.viewer import Viewer
from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.problem import Problem, not_found
from command_center.audit.audited_act import AuditedAct
from command_center.centre import Centre
from command_center.evidence.evidence_format import FORMATS
from command_center.evidence.span import Span, parse_range
from command_center.store.audit_row import AuditRow
from command_center.store.evidence_row import EvidenceRow
from command_center.store.incident_evidence_row import IncidentEvidenceRow
from command_center.store.incident_row import IncidentRow
from sharp_eyes.alert.evidence import JPEG, MP4, EvidenceStatus, MediaType, Sha256
from sharp_eyes.bilingual import Bilingual

router = APIRouter(prefix="/api/v1/evidence", tags=["evidence"], dependencies=[Depends(signed_in)])

_ABSENT: dict[tuple[MediaType, EvidenceStatus], Bilingual] = {
    (JPEG, EvidenceStatus.PENDING): Bilingual("图片正在上传", "the picture is on its way"),
    (JPEG, EvidenceStatus.LOST): Bilingual("图片已丢失", "the picture is lost"),
    (MP4, EvidenceStatus.PENDING): Bilingual("短片正在上传", "the clip is on its way"),
    (MP4, EvidenceStatus.LOST): Bilingual("短片已丢失", "the clip is lost"),
}
SAME_OPENING = timedelta(minutes=10)
"""A browser asks for a clip in parts; within this time they are one opening of one session."""


@router.get(
    "/{sha256}",
    response_class=Response,
    responses={
        200: {"content": {"image/jpeg": {}, "video/mp4": {}}},
        206: {"description": "The part asked for."},
        404: {},
        416: {"description": "The part lies outside the file."},
    },
)
async def evidence(
    sha256: Annotated[Sha256, Path()],
    viewer: TheViewer,
    centre: TheCentre,
    wanted: Annotated[str | None, Header(alias="Range", max_length=200)] = None,
) -> Response:
    """Give a picture or clip to whoever may see its incident; each opening is written down before.

    Parts can be asked for (RFC 9110, 14), so that a browser can seek in a clip.
    """
    async with centre.database.write() as session:
        found = await session.execute(
            select(IncidentRow.id, IncidentRow.camera_id)
            .join(IncidentEvidenceRow, IncidentEvidenceRow.incident_id == IncidentRow.id)
            .where(IncidentEvidenceRow.sha256 == sha256)
            .where(incidents_in_reach(viewer))
            .limit(1)
        )
        owner = found.one_or_none()
        row = await session.get(EvidenceRow, sha256)
        if owner is None or row is None:
            raise not_found(Bilingual("图片", "picture"))
        status, size = EvidenceStatus(row.status), row.size_bytes or 0
        media_type: MediaType = MP4 if row.media_type == MP4 else JPEG
        if status is not EvidenceStatus.STORED:
            raise _absent(media_type, status)
        try:
            span = parse_range(wanted, size)
        except ValueError:
            return Response(
                status_code=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                headers={"Content-Range": f"bytes */{size}"},
            )
        later = span is not None and span.start > 0
        if not later or not await _opened_just_now(session, centre, viewer, sha256):
            centre.audit.add(
                session,
                viewer,
                AuditedAct.EVIDENCE_OPENED,
                f"evidence/{sha256}",
                f"incident/{owner.id}",
                camera_id=owner.camera_id,
            )
    content = await centre.evidence.get(sha256, media_type, span)
    if content is None:
        raise _absent(media_type, EvidenceStatus.LOST)
    return _answer(sha256, content, media_type, span, size)


async def _opened_just_now(
    session: AsyncSession, centre: Centre, viewer: Viewer, sha256: str
) -> bool:
    """Tell whether this session opened it already: what follows is the rest of it."""
    found = await session.scalar(
        select(AuditRow.id)
        .where(AuditRow.at >= centre.clock.now() - SAME_OPENING)
        .where(AuditRow.session_id == viewer.session_id)
        .where(AuditRow.what == AuditedAct.EVIDENCE_OPENED.value)
        .where(AuditRow.subject == f"evidence/{sha256}")
        .limit(1)
    )
    return found is not None


def _answer(
    sha256: str, content: bytes, media_type: MediaType, span: Span | None, size: int
) -> Response:
    headers = {
        "Accept-Ranges": "bytes",
        # Shown by our own page, or saved by a name that says nothing of the place.
        "Content-Disposition": f'inline; filename="{sha256[:12]}.{FORMATS[media_type].suffix}"',
    }
    if span is None:
        return Response(content, media_type=media_type, headers=headers)
    headers["Content-Range"] = span.content_range(size)
    return Response(content, HTTPStatus.PARTIAL_CONTENT, headers, media_type)


def _absent(media_type: MediaType, status: EvidenceStatus) -> Problem:
    # RFC 9457 gives ``status`` to the HTTP status; the contract gives it to the picture here.
    return Problem(
        HTTPStatus.NOT_FOUND, _ABSENT[media_type, status], extra={"status": status.value}
    )
