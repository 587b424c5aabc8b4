"""Passwords of cameras: they can be set, and never read."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select

from command_center.accounts.grant import EVERYWHERE
from command_center.accounts.viewer import Viewer
from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.api.problem import not_found
from command_center.audit.audited_act import AuditedAct
from command_center.centre import Centre
from command_center.registry.author import Author
from command_center.store.camera_secret_row import CameraSecretRow
from command_center.views.credentials_view import CredentialsView
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.registry.yaml_file import FoundCredentials

router = APIRouter(
    prefix="/api/v1/credentials", tags=["registry"], dependencies=[Depends(signed_in)]
)

Name = Annotated[str, Path(pattern=r"^[A-Za-z0-9_./-]{1,80}$")]
"""As a camera's ``credentials``; ``camera/<id>`` is that of a password that came in an address."""

Typed = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$")]


class CredentialsForm(BaseModel):
    """A user name and password of cameras.

    Attributes:
        username: As the camera has it.
        password: As the camera has it.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    username: Typed = Field(min_length=1, max_length=64)
    password: Typed = Field(max_length=128)


@router.get("")
async def credentials(viewer: TheViewer, centre: TheCentre) -> list[CredentialsView]:
    """List the names that the caller's cameras refer to, and since when each is set."""
    used = Counter(
        camera.credentials
        for camera in centre.directory.current.registry.cameras
        if camera.credentials and viewer.reaches_camera(camera)
    )
    async with centre.database.read() as session:
        found = await session.execute(select(CameraSecretRow.name, CameraSecretRow.changed_at))
        kept = {row.name: row.changed_at for row in found}
    names = set(used) | (set(kept) if _is_everywhere(viewer) else set())
    return [
        CredentialsView(name=name, cameras=used[name], changed_at=kept.get(name))
        for name in sorted(names)
    ]


@router.put("/{name:path}", responses={404: {}})
async def set_credentials(
    name: Name, form: CredentialsForm, viewer: TheViewer, centre: TheCentre
) -> CredentialsView:
    """Set a password; workers take it up within seconds. The same again changes nothing.

    All cameras that refer to it have to be the caller's; a name that none refers to is for whoever
    sees all of them.
    """
    cameras = _cameras_of(centre, viewer, name)
    async with centre.database.write() as session:
        changed = await centre.secrets.change(
            session, FoundCredentials(name, form.username, form.password), Author.of(viewer)
        )
        if changed:
            centre.audit.add(session, viewer, AuditedAct.CREDENTIALS_CHANGED, f"credentials/{name}")
        await session.flush()
        at = await session.scalar(
            select(CameraSecretRow.changed_at).where(CameraSecretRow.name == name)
        )
    return CredentialsView(name=name, cameras=cameras, changed_at=at)


def _cameras_of(centre: Centre, viewer: Viewer, name: str) -> int:
    using = [
        camera for camera in centre.directory.current.registry.cameras if camera.credentials == name
    ]
    reached = sum(viewer.reaches_camera(camera) for camera in using)
    if reached < len(using) or (not using and not _is_everywhere(viewer)):
        raise not_found(Bilingual("凭据", "name of credentials"))
    return reached


def _is_everywhere(viewer: Viewer) -> bool:
    return any(grant.region == EVERYWHERE and not grant.unit for grant in viewer.grants)
