"""From a gateway's list to cameras that can be proposed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.finding.gateway.gateway_list import GatewayChannel, GatewayDevice
from ingest.finding.gateway.stream_pattern import StreamPattern
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.device_code import DeviceCode
from sharp_eyes.errors import BadInput
from sharp_eyes.finding.found_camera import FoundCamera
from sharp_eyes.finding.remark import Remark, clipped
from sharp_eyes.registry.datum import Datum, in_china

_DIRECTORY_TYPES = frozenset({"200", "215", "216"})
"""GB/T 28181-2022, annex E: signalling server, business group, virtual group."""
_MOVING = frozenset({1, 4, 5})


@dataclass(slots=True)
class GatewayCameras:
    """What a list holds.

    Attributes:
        cameras: Channels that show a picture.
        directories: How many entries are only there to sort others.
        other: How many are neither (alarm inputs, loudspeakers …).
        unplaced: How many channels name no device, so that no address can be made.
    """

    cameras: list[FoundCamera] = field(default_factory=list)
    directories: int = 0
    other: int = 0
    unplaced: int = 0


def gateway_cameras(
    devices: Iterable[GatewayDevice],
    channels: Iterable[GatewayChannel],
    pattern: StreamPattern,
    *,
    regions: Collection[str] = (),
    datum: Datum | None = None,
    streams: Mapping[tuple[str, str], str] | None = None,
) -> GatewayCameras:
    """Read a list.

    Args:
        devices: As listed.
        channels: As listed.
        pattern: Makes addresses.
        regions: Codes of the region tree, 12 digits: a civil code of 8 digits is looked up there.
        datum: What places are measured against, where people know better than the gateway.
        streams: (device, channel) → address that the gateway itself gave.
    """
    by_code = {device.code: device for device in devices}
    only = next(iter(by_code)) if len(by_code) == 1 else ""
    made = GatewayCameras()
    seen: set[tuple[str, str]] = set()
    for channel in channels:
        kind = channel.code[10:13] if len(channel.code) == 20 else ""
        sorts_others = channel.parental == 1 and channel.children > 0
        is_division = len(channel.code) < 20 and channel.code.isdigit()
        if sorts_others or is_division or kind in _DIRECTORY_TYPES:
            made.directories += 1
            continue
        code = _camera_code(channel.code)
        if code is None and kind:
            made.other += 1
            continue
        device = by_code.get(channel.device)
        owner = channel.device or only
        if not owner:
            made.unplaced += 1
            continue
        if (owner, channel.code) in seen:
            continue
        seen.add((owner, channel.code))
        given = (streams or {}).get((owner, channel.code))
        made.cameras.append(
            _camera(
                channel,
                code,
                device or by_code.get(owner),
                given or pattern.address(owner, channel.code),
                regions,
                datum,
            )
        )
    return made


def _camera(
    channel: GatewayChannel,
    code: str | None,
    device: GatewayDevice | None,
    address: str,
    regions: Collection[str],
    datum: Datum | None,
) -> FoundCamera:
    remarks: list[Remark] = []
    region = _region(channel, regions, remarks)
    location = _location(channel, device, datum, remarks)
    if code is None:
        _add(
            remarks,
            "id-local",
            f"网关中的编码 {channel.code[:40]} 不是 20 位国标编码，将生成本地编码",
            f"its code at the gateway, {channel.code[:40]}, has not 20 digits: a local one is made",
        )
    if channel.status.upper() in ("OFF", "FALSE", "0"):
        _add(remarks, "offline", "网关显示离线", "the gateway shows it offline")
    if channel.ptz_type in _MOVING:
        _add(
            remarks,
            "moving",
            "可转动的摄像机：请固定在看守位，否则区域与遮挡会偏离",
            "it can be turned: let it rest at one view, or zones and masks miss their places",
        )
    return FoundCamera(
        name=clipped(channel.name or channel.code, 80),
        source=clipped(channel.code, 80),
        sub=address,
        id=code,
        region=region,
        location=location,
        remarks=tuple(remarks),
    )


def _camera_code(text: str) -> str | None:
    try:
        DeviceCode.parse(text)
    except BadInput:
        return None
    return text


def _region(channel: GatewayChannel, regions: Collection[str], remarks: list[Remark]) -> str | None:
    """Return the region that a civil code means, else that of the channel's own code."""
    civil = channel.civil_code.strip()
    if not (civil.isascii() and civil.isdigit()) or len(civil) < 6 or civil[0] == "0":
        civil = channel.code[:6] if len(channel.code) == 20 else ""
        if not civil.isdigit() or civil[0] == "0":
            return None
    if len(civil) == 12:
        return civil
    county = civil[:6] + "000000"
    if len(civil) >= 9:
        return civil[:9] + "000"
    if len(civil) == 8:
        # A town has two digits in GB/T 28181 and three in the region's own code.
        towns = {one[:9] + "000" for one in regions if one[:6] == civil[:6]}
        fitting = [one for one in towns if one[7:9] == civil[6:] and one[6:9] != "000"]
        if len(fitting) == 1:
            return fitting[0]
        _add(
            remarks,
            "region-county",
            f"行政区域 {civil} 在区划树中找不到唯一的乡镇，暂归县（区）",
            f"civil code {civil} names no single town of the region tree: put under the county",
        )
    return county


def _location(
    channel: GatewayChannel,
    device: GatewayDevice | None,
    datum: Datum | None,
    remarks: list[Remark],
) -> tuple[float, float] | None:
    converted = channel.longitude_wgs84, channel.latitude_wgs84
    plain = channel.longitude, channel.latitude
    against = datum
    place = plain
    if against is None:
        against = Datum.CGCS2000
        if None not in converted:
            place = converted
        elif device is not None and device.datum.upper().replace("-", "") == "GCJ02":
            against = Datum.GCJ02
    longitude, latitude = place
    if longitude is None or latitude is None:
        return None
    if not in_china(longitude, latitude):
        swapped = in_china(latitude, longitude)
        _add(
            remarks,
            "location-outside",
            "坐标不在中国范围内" + ("，可能经纬度颠倒" if swapped else "") + "，未采用",
            "its place is not in China"
            + (", longitude and latitude may be swapped" if swapped else "")
            + ": left out",
        )
        return None
    east, north = against.to_registered(longitude, latitude)
    if against is not Datum.CGCS2000:
        _add(
            remarks,
            "datum-converted",
            f"坐标由 {against.label.zh} 换算",
            f"its place was converted from {against.label.en}",
        )
    return round(east, 7), round(north, 7)


def _add(remarks: list[Remark], code: str, zh: str, en: str) -> None:
    remarks.append(Remark.of(code, Bilingual(zh, en)))


def streams_of(
    pattern: StreamPattern, given: Sequence[str], pairs: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Say to which channels the addresses belong that a gateway gave for play requests.

    What stands behind a ``?`` is the word of one viewing, and is dropped.

    Args:
        pattern: How addresses are made.
        given: As the gateway gave them.
        pairs: (device, channel) of every channel.
    """
    plain = [one.partition("?")[0] for one in given]
    return {pair: one for pair in pairs for one in plain if pattern.fits(one, *pair)}
