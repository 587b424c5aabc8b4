"""What of a registry somebody reaches."""

from __future__ import annotations

from collections.abc import Iterable

from command_center.accounts.grant import Grant
from command_center.accounts.viewer import Viewer
from command_center.registry.revision_change import RevisionChange
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.land import Land
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.unit import Unit


def is_everywhere(viewer: Viewer) -> bool:
    """Tell whether somebody reaches everything, whatever its region and unit."""
    return any(not (grant.region or grant.unit) for grant in viewer.grants)


def reaches_place(viewer: Viewer, code: str) -> bool:
    """Tell whether a region or grid is theirs to change, with whatever unit works there.

    Args:
        viewer: Who.
        code: 12 or 15 digits; empty for what knows no bounds, which asks for everywhere.
    """
    return viewer.contains(Grant(None, code))


def reaches_unit(viewer: Viewer, unit: Unit) -> bool:
    """Tell whether a unit is theirs to change: by its region, or all of them."""
    return reaches_place(viewer, unit.region)


def reaches_land(viewer: Viewer, land: Land, cameras: Iterable[Camera]) -> bool:
    """Tell whether a piece of land is theirs: that of a camera of theirs, else on the map.

    Land on the map may lie in sight of many cameras: it is for whoever reaches all of them.

    Args:
        viewer: Who.
        land: The piece of land.
        cameras: All cameras.
    """
    if land.camera is None:
        return is_everywhere(viewer)
    return any(camera.id == land.camera and viewer.reaches_camera(camera) for camera in cameras)


def reachable(registry: Registry, viewer: Viewer) -> Registry:
    """Return a registry of what somebody reaches, and the regions theirs lie in."""
    if is_everywhere(viewer):
        return registry
    cameras = tuple(camera for camera in registry.cameras if viewer.reaches_camera(camera))
    ids = {camera.id for camera in cameras}
    return Registry.model_construct(
        version=registry.version,
        regions=tuple(one for one in registry.regions if viewer.may_know_of(one.code)),
        grids=tuple(one for one in registry.grids if viewer.may_see(one.code)),
        units=tuple(
            one for one in registry.units if not one.region or viewer.may_know_of(one.region)
        ),
        cameras=cameras,
        permits=tuple(one for one in registry.permits if one.camera in ids),
        protected_land=tuple(one for one in registry.protected_land if one.camera in ids),
    )


def reaches_change(viewer: Viewer, change: RevisionChange) -> bool:
    """Tell whether what happened to a thing is theirs to see, and to undo."""
    if is_everywhere(viewer):
        return True
    return all(
        _reaches_document(viewer, change.part, change.key, document)
        for document in (change.before, change.after)
        if document is not None
    )


def _reaches_document(viewer: Viewer, part: str, key: str, document: dict[str, object]) -> bool:
    if part == "camera":
        region, unit = str(document.get("region")), str(document.get("managing_unit", ""))
        return any(grant.covers(region, unit) for grant in viewer.grants)
    if part in ("region", "grid"):
        return reaches_place(viewer, key)
    if part == "unit":
        return reaches_place(viewer, str(document.get("region") or ""))
    # Of land only the camera is written down; whoever reaches all of them sees it.
    return False
