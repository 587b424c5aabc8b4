"""What a session is for: set at sign-in for a shift, and here when a case is taken up."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select, update

from command_center.accounts.reach import incidents_in_reach
from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.problem import not_found
from command_center.audit.audited_act import AuditedAct
from command_center.store.incident_row import IncidentRow
from command_center.store.session_row import SessionRow
from command_center.views.me import Me
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.identifiers import Ulid

router = APIRouter(prefix="/api/v1/session", tags=["session"], dependencies=[Depends(signed_in)])

Purpose = Annotated[str, Field(min_length=1, max_length=150, pattern=r"^[^\x00]+$")]


class PurposeForm(BaseModel):
    """What the session is for from now on.

    Attributes:
        purpose: In words; every look is written down with it.
        incident_id: The case that it is about, where it is about one.
    """

    model_config = ConfigDict(extra="forbid")

    purpose: Purpose
    incident_id: Ulid | None = None


@router.put("/purpose", responses={404: {}})
async def set_purpose(form: PurposeForm, viewer: TheViewer, centre: TheCentre) -> Me:
    """Set the purpose of this session: of its pages too, also of those that are open."""
    purpose = form.purpose
    async with centre.database.write() as session:
        if form.incident_id is not None:
            found = await session.scalar(
                select(IncidentRow.id)
                .where(IncidentRow.id == form.incident_id)
                .where(incidents_in_reach(viewer))
            )
            if found is None:
                raise not_found(Bilingual("事件", "incident"))
            purpose = f"{purpose} [incident/{found}]"
        await session.execute(
            update(SessionRow)
            .where(SessionRow.id == viewer.session_id)
            .values(purpose=purpose)
            .execution_options(synchronize_session=False)
        )
        centre.audit.add(
            session,
            viewer,
            AuditedAct.PURPOSE_CHANGED,
            f"session/{viewer.session_id}",
            purpose,
        )
    centre.sessions.changed.wake()
    return replace(viewer, purpose=purpose).me()
