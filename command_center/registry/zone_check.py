"""Holds what an operator drew against everything that must be true of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError
from shapely.geometry import Polygon, box
from shapely.ops import unary_union

from command_center.model_words import in_two
from command_center.registry.zone_fault import Part, ZoneFault
from command_center.registry.zone_plane import NoPlane, ZonePlane
from command_center.registry.zone_shape import polygon_faults
from command_center.registry.zone_words import model_faults
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.ground_point import GroundPoint, check_ground_points
from sharp_eyes.registry.model import RegistryModel
from sharp_eyes.registry.privacy_mask import PrivacyMask
from sharp_eyes.registry.zone import FIXED_VIEW, Zone

MOST: Mapping[Part, int] = {"zones": 32, "privacy_masks": 32, "ground_points": 24}
"""As ``sharp_eyes.registry``."""

COVERS_ALL = 0.98
"""Masks over more than this share of the picture leave no camera; it is to be disabled instead."""

COVERS_MOST = 0.9
"""From this share on the picture is not diagnosed any more (``detectors.diagnosis.seen``)."""

UNDER_MASKS = 0.95

_WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
_Shape = TypeVar("_Shape", bound=RegistryModel)
Raw = Sequence[Mapping[str, Any]]


@dataclass(slots=True)
class ZoneCheck:
    """What came of it.

    Attributes:
        faults: Everything that is wrong.
        warnings: What can be saved, and may not be meant.
        areas_m2: Zone id → ground area, m²; those that show more than ground are missing.
        residual: By how much the ground points miss their plane, share of the picture, or none.
        camera: The camera as it would be; none while there are faults.
    """

    faults: list[ZoneFault] = field(default_factory=list)
    warnings: list[ZoneFault] = field(default_factory=list)
    areas_m2: dict[str, float] = field(default_factory=dict)
    residual: float | None = None
    camera: Camera | None = None


def check_shapes(
    camera: Camera,
    zones: Raw,
    masks: Raw,
    points: Raw,
    retired: Mapping[Part, Collection[str]],
) -> ZoneCheck:
    """Check what is to stand in a camera's record.

    Args:
        camera: As registered.
        zones: Zones and watched areas as sent.
        masks: Privacy masks as sent.
        points: Ground points as sent.
        retired: Ids that were given before and are not in use.
    """
    done = ZoneCheck()
    read_zones = _read(done, "zones", zones, Zone, retired.get("zones", ()))
    read_masks = _read(done, "privacy_masks", masks, PrivacyMask, retired.get("privacy_masks", ()))
    read_points = _read(done, "ground_points", points, GroundPoint, ())
    plane = _plane(done, read_points) if len(read_points) == len(points) else None
    done.faults += _kinds_changed(camera, read_zones)
    done.faults += _without_ground(read_zones, bool(points))
    _masks(done, list(read_masks.values()), len(masks))
    _areas(done, read_zones, plane)
    if camera.place_type.analytics_allowed is False and zones:
        done.warnings.append(
            ZoneFault(
                "zones",
                None,
                "",
                "no-analytics",
                Bilingual(
                    f"场所类型“{camera.place_type.label.zh}”不启用分析，区域暂不起作用",
                    f"place type “{camera.place_type.label.en}” has no analytics: "
                    "zones have no effect",
                ),
            )
        )
    _under_masks(done, read_zones, list(read_masks.values()))
    if not done.faults:
        done.camera = _as_it_would_be(done, camera, read_zones, read_masks, read_points)
    return done


def _read(
    done: ZoneCheck, part: Part, raw: Raw, model: type[_Shape], retired: Collection[str]
) -> dict[int, _Shape]:
    """Return what can be read, by its place in the list."""
    if len(raw) > MOST[part]:
        most = MOST[part]
        text = Bilingual(f"最多 {most} 个", f"at most {most} of them")
        done.faults.append(ZoneFault(part, None, "", "too-many", text))
    read: dict[int, _Shape] = {}
    seen: set[str] = set()
    for index, one in enumerate(raw[: 2 * MOST[part]]):
        faults: list[ZoneFault] = []
        document = dict(one)
        if part != "ground_points" and (part == "privacy_masks" or "polygon" in document):
            faults += polygon_faults(part, index, document.get("polygon"))
            if faults:
                # So that everything else that is wrong with it is told as well.
                document["polygon"] = _WHOLE
        try:
            shape = model.model_validate(document)
        except ValidationError as error:
            faults += model_faults(part, index, error)
        else:
            faults += _name_faults(part, index, getattr(shape, "id", None), seen, retired)
            if not faults:
                read[index] = shape
        done.faults += faults
    return read


def _name_faults(
    part: Part, index: int, name: str | None, seen: set[str], retired: Collection[str]
) -> Iterator[ZoneFault]:
    if name is None:
        return
    if name in seen:
        text = Bilingual(f"编号 {name} 重复", f"the id {name} is used twice")
        yield ZoneFault(part, index, "id", "id-twice", text)
    if name in retired:
        text = Bilingual(
            f"编号 {name} 曾用于已删除的区域，不能再用",
            f"the id {name} was another one's, which is gone; ids are never used again",
        )
        yield ZoneFault(part, index, "id", "id-reused", text)
    seen.add(name)


def _plane(done: ZoneCheck, points: Mapping[int, GroundPoint]) -> ZonePlane | None:
    """Return the plane through all points, and tell why there is none."""
    every = tuple(points.values())
    if not every:
        return None
    try:
        check_ground_points(every)
        plane = ZonePlane.fit(every)
    except ValueError as error:
        text = in_two(str(error))
        done.faults.append(ZoneFault("ground_points", None, "", "no-plane", text))
        return None
    except NoPlane as error:
        done.faults.append(ZoneFault("ground_points", None, "", "no-plane", error.message))
        return None
    done.residual = plane.residual
    for index in plane.left_out:
        text = Bilingual(
            f"参考点 {index + 1} 与其余各点矛盾，将不予采用",
            f"point {index + 1} contradicts all others and is left out",
        )
        done.warnings.append(ZoneFault("ground_points", index, "", "contradicts", text))
    return plane


def _kinds_changed(camera: Camera, zones: Mapping[int, Zone]) -> Iterator[ZoneFault]:
    kinds = {zone.id: zone.kind for zone in camera.analytics.zones}
    for index, zone in zones.items():
        if kinds.get(zone.id, zone.kind) != zone.kind:
            text = Bilingual(
                "已有区域不能改变类型，请另建一个", "a zone keeps its kind; make another one"
            )
            yield ZoneFault("zones", index, "limits.kind", "kind-changed", text)


def _without_ground(zones: Mapping[int, Zone], points: bool) -> Iterator[ZoneFault]:
    for index, zone in zones.items():
        if not zone.limits.needs_ground:
            continue
        if not points:
            text = Bilingual(
                "按面积或密度设限，须先标定地面参考点",
                "a limit by area or density needs ground points",
            )
            yield ZoneFault("zones", index, "limits", "needs-ground", text)
        elif zone.view != FIXED_VIEW:
            text = Bilingual(
                f"地面参考点只对视角 {FIXED_VIEW} 有效", f"ground points belong to {FIXED_VIEW}"
            )
            yield ZoneFault("zones", index, "view", "needs-ground", text)


def _masks(done: ZoneCheck, masks: Sequence[PrivacyMask], sent: int) -> None:
    if not masks:
        return
    covered = unary_union([Polygon(mask.polygon) for mask in masks]).area
    if covered > COVERS_ALL:
        text = Bilingual(
            "隐私遮挡盖住了整个画面；如不需要画面，请停用摄像机",
            "the privacy masks cover the whole picture; disable the camera instead",
        )
        done.faults.append(
            ZoneFault("privacy_masks", None, "", "covers-all", text)
            if sent > 1
            else ZoneFault("privacy_masks", 0, "polygon", "covers-all", text)
        )
    elif covered > COVERS_MOST:
        text = Bilingual(
            f"遮挡了 {covered:.0%} 的画面，画面诊断将不再进行",
            f"{covered:.0%} of the picture is masked: it is not diagnosed any more",
        )
        done.warnings.append(ZoneFault("privacy_masks", None, "", "covers-most", text))


def _areas(done: ZoneCheck, zones: Mapping[int, Zone], plane: ZonePlane | None) -> None:
    if plane is None:
        return
    for index, zone in zones.items():
        if zone.view != FIXED_VIEW:
            continue
        if plane.is_ground(zone.polygon):
            done.areas_m2[zone.id] = round(plane.area_m2(zone.polygon), 1)
        elif zone.limits.needs_ground:
            text = Bilingual(
                "有一部分在地平线以上或太远，平方米不可靠",
                "part of it lies above the horizon or too far away: square metres say little",
            )
            done.warnings.append(ZoneFault("zones", index, "polygon", "no-ground", text))


def _under_masks(done: ZoneCheck, zones: Mapping[int, Zone], masks: Sequence[PrivacyMask]) -> None:
    if not masks:
        return
    hidden = unary_union([Polygon(mask.polygon) for mask in masks]).intersection(box(0, 0, 1, 1))
    for index, zone in zones.items():
        shape = Polygon(zone.polygon)
        if shape.intersection(hidden).area > UNDER_MASKS * shape.area:
            text = Bilingual("几乎全在隐私遮挡之下", "nearly all of it lies under privacy masks")
            done.warnings.append(ZoneFault("zones", index, "polygon", "under-masks", text))


def _as_it_would_be(
    done: ZoneCheck,
    camera: Camera,
    zones: Mapping[int, Zone],
    masks: Mapping[int, PrivacyMask],
    points: Mapping[int, GroundPoint],
) -> Camera | None:
    analytics = camera.analytics.model_copy(update={"zones": tuple(zones.values())})
    changes = {
        "analytics": analytics,
        "privacy_masks": tuple(masks.values()),
        "ground_points": tuple(points.values()),
    }
    fields = {name: getattr(camera, name) for name in type(camera).model_fields}
    try:
        return Camera.model_validate(fields | changes)
    except ValidationError as error:
        # Everything it holds to is told shape by shape above; this is for what comes to it later.
        for one in error.errors(include_url=False, include_input=False):
            text = in_two(str(one.get("ctx", {}).get("error", one["msg"])))
            done.faults.append(ZoneFault("zones", None, "", "refused", text))
        return None
