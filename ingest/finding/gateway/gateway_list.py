"""What a gateway (WVP-PRO) answers for its devices and their channels."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

MAX_RECORDS = 50_000
MAX_TEXT = 120


def _text(value: object) -> object:
    """Numbers, and nothing, where words are meant."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ON" if value else "OFF"
    return str(value)[:MAX_TEXT] if isinstance(value, str | int | float) else ""


def _degrees(value: object) -> object:
    """None for what is no number; 0 is how an unset place is written."""
    try:
        number = float(value) if isinstance(value, str | int | float) else 0.0
    except ValueError:
        return None
    return number if number and abs(number) <= 180 else None


def _count(value: object) -> object:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


Words = Annotated[str, BeforeValidator(_text)]
Degrees = Annotated[float | None, BeforeValidator(_degrees)]


class GatewayDevice(BaseModel):
    """One registered device or platform (``/api/device/query/devices``); its password is not read.

    Attributes:
        code: Its GB/T 28181 code.
        name: What it is called.
        online: Whether it is registered now.
        datum: ``WGS84`` or ``GCJ02``: what its places are measured against.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    code: Words = Field(alias="deviceId")
    name: Words = ""
    online: Words = Field(default="", alias="onLine")
    datum: Words = Field(default="", alias="geoCoordSys")


class GatewayChannel(BaseModel):
    """One channel of a device (``/api/device/query/devices/{code}/channels``).

    Attributes:
        code: Its GB/T 28181 code.
        device: Code of its device; empty where the answer does not say.
        name: What it is called.
        civil_code: Code of its administrative division, 2 to 12 digits.
        parental: 1 for a directory.
        children: How many are under it.
        status: ``ON`` or ``OFF``.
        longitude: Degrees, in the device's datum.
        latitude: Degrees, likewise.
        longitude_wgs84: Degrees, WGS 84, where the gateway converts.
        latitude_wgs84: Likewise.
        ptz_type: 1 dome, 2 half dome, 3 fixed, 4 moving (GB/T 28181, annex on catalogs).
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    code: Words
    device: Words = ""
    name: Words = ""
    civil_code: Words = Field(default="", alias="civilCode")
    parental: Annotated[int, BeforeValidator(_count)] = 0
    children: Annotated[int, BeforeValidator(_count)] = Field(default=0, alias="subCount")
    status: Words = ""
    longitude: Degrees = None
    latitude: Degrees = None
    longitude_wgs84: Degrees = Field(default=None, alias="longitudeWgs84")
    latitude_wgs84: Degrees = Field(default=None, alias="latitudeWgs84")
    ptz_type: Annotated[int, BeforeValidator(_count)] = Field(default=0, alias="ptzType")


class GatewayPage(BaseModel):
    """One answer, read.

    Attributes:
        devices: If it lists devices.
        channels: If it lists channels.
        total: How many there are on all pages together.
        stream: ``rtsp://`` address, if it answers a play request.
    """

    model_config = ConfigDict(frozen=True)

    devices: tuple[GatewayDevice, ...] = ()
    channels: tuple[GatewayChannel, ...] = ()
    total: int = 0
    stream: str = ""


def read_page(answer: Any, *, where: str, device: str = "") -> GatewayPage:
    """Read one answer, of whatever version.

    Older versions answer the page itself, newer ones wrap it: ``{"code": 0, "msg": …, "data":
    {"list": […], "total": n}}``. Older channels carry their own code as ``channelId`` and their
    device's as ``deviceId``; newer ones their own as ``deviceId`` and their device's as
    ``parentDeviceId``.

    Args:
        answer: Parsed JSON.
        where: File or address, for errors.
        device: The device whose channels were asked for, if any.

    Raises:
        BadInput: it is none of these, or the gateway refused.
    """
    data = answer
    if isinstance(data, dict) and "code" in data and ("data" in data or "msg" in data):
        if data["code"] != 0:
            said = str(data.get("msg") or data["code"])[:100]
            raise BadInput(
                Bilingual(f"{where}：网关拒绝：{said}", f"{where}: the gateway refuses: {said}"),
                next_step=Bilingual("请核对令牌和权限", "check the token and what it may do"),
            )
        data = data.get("data")
    if isinstance(data, dict) and isinstance(data.get("rtsp"), str):
        return GatewayPage(stream=data["rtsp"][:600])
    records = data.get("list") if isinstance(data, dict) else data
    if not isinstance(records, list):
        raise _no_list(where)
    if len(records) > MAX_RECORDS:
        raise BadInput(Bilingual(f"{where}：记录过多", f"{where}: too many records"))
    total = data.get("total") if isinstance(data, dict) else None
    count = total if isinstance(total, int) else len(records)
    rows = [row for row in records if isinstance(row, dict)]
    try:
        if rows and not device and all(_is_device(row) for row in rows):
            devices = tuple(GatewayDevice.model_validate(row) for row in rows)
            return GatewayPage(devices=devices, total=count)
        return GatewayPage(channels=tuple(_channel(row, device) for row in rows), total=count)
    except ValidationError as error:
        raise _no_list(where) from error


def _is_device(row: dict[str, Any]) -> bool:
    return "channelId" not in row and bool({"onLine", "channelCount", "hostAddress"} & row.keys())


def _channel(row: dict[str, Any], device: str) -> GatewayChannel:
    if row.get("channelId"):
        code, owner = row["channelId"], row.get("deviceId")
    else:
        code, owner = row.get("deviceId"), row.get("parentDeviceId")
    kind = row.get("ptzType", row.get("PTZType"))
    return GatewayChannel.model_validate(
        row | {"code": code, "device": owner or device, "ptzType": kind}
    )


def _no_list(where: str) -> BadInput:
    return BadInput(
        Bilingual(f"{where}：不是网关的设备或通道列表", f"{where}: no list of devices or channels"),
        next_step=Bilingual(
            "请保存 /api/device/query/devices 与 /api/device/query/devices/{编码}/channels 的应答",
            "save the answers of /api/device/query/devices and of "
            "/api/device/query/devices/{code}/channels",
        ),
    )
