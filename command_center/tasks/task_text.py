"""What a task says of itself."""

from __future__ import annotations

from command_center.store.incident_record import AnyIncident
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.bilingual import Bilingual


def title(
    kind: IncidentKind, camera_name: str, incident: AnyIncident, region_name: str = ""
) -> Bilingual:
    """Return what is to be done, and where.

    Args:
        kind: Of the incident.
        camera_name: Where it was seen.
        incident: Gives the figures.
        region_name: Where it is, when it is about no single camera.
    """
    where = camera_name or region_name or incident.subject
    match kind:
        case IncidentKind.CROWD:
            measured = incident.measurement
            count = f"{measured['value']:g}"
            zh_least, en_least = ("至少 ", "at least ") if measured.get("at_least") else ("", "")
            zh_unit, en_unit = _UNITS.get(str(measured.get("unit")), ("", ""))
            return Bilingual(
                f"{where}人员聚集（{zh_least}{count}{zh_unit}），请到场核查",
                f"crowd at {where} ({en_least}{count}{en_unit}): go and check that it is safe",
            )
        case IncidentKind.CONSTRUCTION:
            return Bilingual(
                f"{where}疑似违建，请现场核查",
                f"suspected unpermitted construction at {where}: go and look",
            )
        case IncidentKind.CAMERA_FAULT:
            return _fault(where, incident)


def _fault(where: str, incident: AnyIncident) -> Bilingual:
    measured = incident.measurement
    if measured.get("quantity") == "cameras_gone":
        gone = f"{measured['value']:g}"
        return Bilingual(
            f"{where} {gone} 台摄像机同时离线，请检查供电与网络",
            f"{gone} cameras of {where} went at once: look at its power and network",
        )
    if incident.subject.startswith("shard/"):
        return _shard_fault(incident)
    fault = _FAULTS.get(str(measured.get("quantity")))
    if fault is None:
        return Bilingual(f"{where}摄像机故障，请检修", f"camera fault at {where}: repair it")
    return Bilingual(
        f"{where}摄像机{fault.zh}，请检修", f"camera at {where}, {fault.en}: repair it"
    )


def _shard_fault(incident: AnyIncident) -> Bilingual:
    shard = incident.subject.removeprefix("shard/")
    if incident.measurement.get("quantity") == "outbox_fill":
        return Bilingual(
            f"节点 {shard} 的告警积压，请检查其与指挥中心的网络",
            f"alerts pile up on node {shard}: look at its line to the centre",
        )
    return Bilingual(
        f"节点 {shard} 无响应，其摄像机无人分析，请检修",
        f"node {shard} is silent and nobody looks at its cameras: repair it",
    )


_FAULTS = {
    "silence": Bilingual("无信号", "no signal"),
    "black": Bilingual("黑屏", "picture black"),
    "over_exposed": Bilingual("画面过曝", "picture over-exposed"),
    "frozen": Bilingual("画面冻结", "picture frozen"),
    "blurred": Bilingual("画面模糊", "picture blurred"),
    "covered": Bilingual("镜头被遮挡", "lens covered"),
    "colour_cast": Bilingual("画面偏色", "colour cast"),
    "noise": Bilingual("画面噪声过大", "heavy noise"),
    "view_moved": Bilingual("视角移动", "view moved"),
}
_UNITS = {"people": (" 人", " people"), "people/m2": (" 人/平方米", " people/m²")}


def model_text(incident: AnyIncident) -> str:
    """Return which model, version and threshold raised an incident, and against which limit."""
    model, measured = incident.model, incident.measurement
    return (
        f"{model['name']} {model['version']}, threshold {model['threshold']:g}, "
        f"limit {measured['limit']:g} {measured['unit']}"
    )
