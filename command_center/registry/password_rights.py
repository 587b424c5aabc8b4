"""Which camera passwords somebody may have sent where."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from command_center.accounts.viewer import Viewer
from command_center.registry.part import CAMERA
from command_center.registry.reachable import is_everywhere
from command_center.store.camera_secret_row import CameraSecretRow
from command_center.store.registry_change_row import RegistryChangeRow
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.stream_origin import stream_origin

_CHUNK = 500

Change = tuple[Camera | None, Camera]
"""A camera as it is, none where it is new, and as it is to be."""


class PasswordRights:
    """What somebody may do with the passwords of a registry.

    A worker sends a password to whatever address stands beside its name: whoever may choose the
    address learns the password. So a name is theirs to give to a camera, and to change the host of
    a camera that has it, where all cameras that use it are theirs.

    Args:
        viewer: Who; none for a command, that may do everything.
        cameras: As registered.
    """

    def __init__(self, viewer: Viewer | None, cameras: Iterable[Camera]) -> None:
        self._viewer = None if viewer is None or is_everywhere(viewer) else viewer
        self._theirs: dict[str, bool] = {}
        if self._viewer is None:
            return
        for camera in cameras:
            if camera.credentials:
                reached = self._theirs.get(camera.credentials, True)
                self._theirs[camera.credentials] = reached and self._viewer.reaches_camera(camera)

    def may_name(self, name: str, camera_id: str) -> bool:
        """Tell whether a camera may use a password by its name, or have it set."""
        return self._viewer is None or self._theirs.get(name, name == f"camera/{camera_id}")

    def may_change(self, stored: Camera | None, camera: Camera) -> bool:
        """Tell whether a camera may become this one, as far as its password goes."""
        return not asks(stored, camera) or self.may_name(camera.credentials or "", camera.id)

    async def check(
        self, session: AsyncSession, changes: Collection[Change], entered: Collection[str]
    ) -> None:
        """Refuse what is not theirs to do; in the transaction that does it.

        Args:
            session: Reads.
            changes: Cameras that are added or changed.
            entered: Names of passwords that are entered anew with them.

        Raises:
            BadInput: it is not.
        """
        if self._viewer is None:
            return
        for name in entered:
            if not self._theirs.get(name, True):
                raise not_theirs(name)
        left: dict[str, Camera] = {}
        for stored, camera in changes:
            name = camera.credentials or ""
            if not self.may_change(stored, camera):
                former = await self._former(session, camera) if stored is None else None
                # Removed by mistake and brought back: it goes nowhere that it did not go before.
                if former is None or not _origins(camera) <= _origins(former):
                    raise not_theirs(name)
            if name and name not in self._theirs and name not in entered:
                left[name] = camera
        for name in await _kept(session, list(left)):
            if await self._former(session, left[name]) is None:
                raise not_theirs(name)

    async def _former(self, session: AsyncSession, camera: Camera) -> Camera | None:
        """Return a camera as it was before its last change, if it was theirs and had this name.

        A password stays when the last camera that uses it is gone, so that one can go back; it is
        for whoever reached that camera.
        """
        former = await session.scalar(
            select(RegistryChangeRow.former)
            .where(RegistryChangeRow.part == CAMERA.name, RegistryChangeRow.key == camera.id)
            .order_by(RegistryChangeRow.revision.desc())
            .limit(1)
        )
        try:
            known = Camera.model_validate((former or {}).get("document"))
        except ValidationError:
            return None
        if known.credentials != camera.credentials or self._viewer is None:
            return None
        return known if self._viewer.reaches_camera(known) else None


async def check_passwords(
    session: AsyncSession,
    viewer: Viewer | None,
    old: Registry,
    new: Registry,
    entered: Collection[str] = (),
) -> None:
    """Refuse a registry in whose cameras a password goes where it is not somebody's to send.

    Args:
        session: Reads.
        viewer: Who; none for a command, that may do everything.
        old: As it is.
        new: As it is to be.
        entered: Names of passwords that are entered anew with it.

    Raises:
        BadInput: it does.
    """
    if viewer is None:
        return
    before = {camera.id: camera for camera in old.cameras}
    changes = [
        (stored, camera)
        for stored, camera in ((before.get(one.id), one) for one in new.cameras)
        if stored is not camera and asks(stored, camera)
    ]
    if changes or entered:
        await PasswordRights(viewer, old.cameras).check(session, changes, entered)


def asks(stored: Camera | None, camera: Camera) -> bool:
    """Tell whether a change sends a stored password to somewhere it does not go already."""
    if not camera.credentials:
        return False
    if stored is None or camera.credentials != stored.credentials:
        return True
    return not _origins(camera) <= _origins(stored)


def not_theirs(name: str) -> BadInput:
    """Return the error of a password that is not somebody's to use or to set."""
    return BadInput(
        Bilingual(
            f"凭据“{name}”还有辖区外的摄像机在用，或属于已删除的摄像机，不能改用、改设或发往其他主机",
            f"credentials {name!r} are used by cameras out of your reach, or are left of a camera "
            "that was not yours: they cannot be named, set or sent to another host",
        ),
        next_step=Bilingual(
            "换一个凭据名称，或重新输入口令", "use another name, or enter the password anew"
        ),
    )


def _origins(camera: Camera) -> set[tuple[str, str, int]]:
    addresses = (camera.streams.sub, camera.streams.main)
    return {stream_origin(address) for address in addresses if address is not None}


async def _kept(session: AsyncSession, names: list[str]) -> list[str]:
    """Return those names under which a password is kept."""
    found: list[str] = []
    for start in range(0, len(names), _CHUNK):
        chunk = names[start : start + _CHUNK]
        found += await session.scalars(
            select(CameraSecretRow.name).where(CameraSecretRow.name.in_(chunk))
        )
    return found
