"""``sharp-eyes ground``: what the ground points of cameras are worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detectors.ground.ground_plane import GroundPlane
    from sharp_eyes.registry.camera import Camera
    from sharp_eyes.registry.registry import Registry


def ground(
    file: Annotated[
        Path, typer.Argument(dir_okay=False, help="台账文件 · The registry file.")
    ] = Path("camera_registry.yaml"),
    camera: Annotated[
        str | None, typer.Option(help="只看这台摄像机 · Only the camera of this id.")
    ] = None,
) -> None:
    """检查地面参考点：偏差、区域面积、可见的许可与保护地 · Check ground points.

    Says for every camera with ground points how far they are off, which of them contradict the
    others, how many square metres each zone has, and which permits and protected land are in sight.
    Ends with 1 where points cannot be used.
    """
    from detectors.ground.errors import BadGroundPoints
    from detectors.ground.ground_plane import GroundPlane
    from sharp_eyes.bilingual import Bilingual
    from sharp_eyes.errors import BadInput
    from sharp_eyes.registry.yaml_file import load

    registry = load(file)
    chosen = [one for one in registry.cameras if one.ground_points and camera in (None, one.id)]
    if not chosen:
        raise BadInput(
            Bilingual("没有带地面参考点的摄像机", "no camera with ground points"),
            next_step=Bilingual(
                "在台账中为摄像机写 ground_points（docs/guide/crowd.md）",
                "give a camera ground_points in the registry (docs/guide/crowd.md)",
            ),
            file=str(file),
        )
    failed = False
    for one in chosen:
        typer.echo(f"{one.id} {one.name}")
        try:
            plane = GroundPlane.fit(one.ground_points)
        except BadGroundPoints as error:
            typer.echo(f"  {error.bilingual()}", err=True)
            failed = True
            continue
        for line in _lines(one, plane, registry):
            typer.echo(f"  {line}")
    if failed:
        raise typer.Exit(code=1)


def _lines(camera: Camera, plane: GroundPlane, registry: Registry) -> Iterator[str]:
    from detectors.ground.land_in_picture import land_in_picture
    from detectors.ground.planes import plane_of_view
    from detectors.ground.zone_ground import ZoneGround

    count = len(camera.ground_points)
    off = (
        "四点恰好定面，偏差无从得知 · four points fit any plane, how far they are off is not known"
        if count - len(plane.left_out) == 4
        else f"偏差 · off by {plane.residual:.2%} 画面 · of the picture, {plane.residual_m:.2f} m"
    )
    yield f"{count} 个参考点 · points; {off}"
    for index in plane.left_out:
        yield f"参考点 {index} 与其余矛盾，未采用 · point {index} contradicts the others, left out"
    for zone in camera.analytics.zones:
        known = ZoneGround.of(plane_of_view(plane, zone.view), zone.polygon)
        if known is None:
            yield f"区域 · zone {zone.id}: 地面未知 · its ground is not known"
        else:
            yield f"区域 · zone {zone.id}: {known.area_m2:.0f} m²"
    for land in (*registry.permits, *registry.protected_land):
        for seen in land_in_picture(camera, [land], plane):
            area = sum(plane.area_m2(polygon) for polygon in seen.polygons)
            yield f"可见 · in sight: {land.id}, {area:.0f} m²"
