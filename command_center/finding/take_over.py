"""What the registry will be once cameras that were found are taken over."""

from __future__ import annotations

from dataclasses import dataclass

from command_center.api.finding_forms import TakeOver
from command_center.registry.exchange import with_things
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from sharp_eyes.finding.discovery_report import DiscoveryReport
from sharp_eyes.finding.proposal import Proposal, propose
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.yaml_file import FoundCredentials


@dataclass(frozen=True, slots=True)
class TakeOverPlan:
    """What will be.

    Attributes:
        proposal: Cameras that are new, known, and left out.
        registry: The whole registry afterwards.
        secrets: Passwords that go to the secret store.
    """

    proposal: Proposal
    registry: Registry
    secrets: tuple[FoundCredentials, ...]


def plan_take_over(report: DiscoveryReport, form: TakeOver, registry: Registry) -> TakeOverPlan:
    """Work out what taking cameras over makes of the registry.

    Args:
        report: What a search found, as far as it is the caller's to see.
        form: Which cameras are taken, and where they are.
        registry: As it is.

    Raises:
        BadInput: a stream that was not found, a region that is not in the tree, a place where no
            camera may be.
    """
    found = {
        camera.sub: camera
        for device in report.devices
        for camera in device.cameras
        if camera.sub is not None
    }
    chosen = []
    for one in form.cameras:
        camera = found.get(one.sub)
        if camera is None:
            raise BadInput(
                Bilingual("所选码流不在查找结果中", "a chosen stream was not found by this search"),
                next_step=Bilingual("请重新查找", "search again"),
            )
        changes = {"name": one.name or camera.name, "region": one.region or form.region}
        chosen.append(camera.model_copy(update=changes))
    proposal = propose(chosen, form.region, registry.cameras)
    kinds = {one.sub: one.place_type for one in form.cameras}
    secrets: list[FoundCredentials] = []
    cameras = []
    for camera_found in proposal.cameras:
        changes = {"place_type": kinds[camera_found.streams.sub].value}
        if form.username:
            name = f"camera/{camera_found.id}"
            changes["credentials"] = name
            secrets.append(FoundCredentials(name, form.username, form.password))
        cameras.append(_changed(camera_found, changes))
    proposal.cameras = cameras
    try:
        merged = with_things(registry, Registry(cameras=tuple(cameras)))
    except ValueError as error:
        raise BadInput(
            Bilingual(f"不能登记：{error}"[:300], f"cannot be registered: {error}"[:300]),
            next_step=Bilingual("请核对行政区划", "check the region"),
        ) from error
    return TakeOverPlan(proposal, merged, tuple(secrets))


def _changed(camera: Camera, changes: dict[str, str]) -> Camera:
    try:
        return Camera.model_validate(camera.model_dump(mode="json") | changes)
    except ValueError as error:
        reason = str(error).split("\n")[2:3]
        said = (reason or ["?"])[0].strip()[:200]
        raise BadInput(
            Bilingual(f"{camera.name}：{said}", f"{camera.name}: {said}"),
            next_step=Bilingual("请更正后重试", "correct it and try again"),
        ) from error
