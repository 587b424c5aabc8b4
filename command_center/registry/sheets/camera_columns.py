"""The columns of a table of cameras."""

from __future__ import annotations

from command_center.registry.sheets import cell_values
from command_center.registry.sheets.column import Column
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.place_type import PlaceType

YES, NO = "是", "否"
_YES_NO = (YES, NO)
PASSWORD = "password"  # noqa: S105


def _yes(value: bool) -> str:
    return YES if value else NO


def _east(camera: Camera) -> float | None:
    return camera.location[0] if camera.location else None


def _north(camera: Camera) -> float | None:
    return camera.location[1] if camera.location else None


CAMERA_COLUMNS: tuple[Column, ...] = (
    Column(
        "id",
        Bilingual("设备编码", "Camera ID"),
        cell_values.camera_id,
        lambda camera: camera.id,
        Bilingual(
            "GB/T 28181 编码 20 位：中心 8、行业 2、类型 3（131 或 132）、网络 1、序号 6",
            "GB/T 28181 code of 20 digits: centre 8, industry 2, type 3 (131 or 132), network 1, "
            "serial 6",
        ),
        "37049901001326000001",
        ("国标编码", "摄像机编码", "设备ID", "编码", "device id", "device code", "gb id", "id"),
        needed=True,
        width=24,
    ),
    Column(
        "name",
        Bilingual("名称", "Name"),
        cell_values.plain,
        lambda camera: camera.name,
        Bilingual("摄像机名称，最多 80 字", "what people call the camera, at most 80 characters"),
        "东溪村口",
        ("摄像机名称", "设备名称", "点位名称", "监控点名称", "camera name", "device name"),
        needed=True,
        width=24,
    ),
    Column(
        "sub",
        Bilingual("子码流地址", "Sub-stream"),
        cell_values.address,
        lambda camera: camera.streams.sub,
        Bilingual(
            "用于检测和小画面：rtsp://、rtsps://、whep://，或 whip:（由设备推流）；"
            "地址中的密码导入时移入密钥库",
            "analysed and shown in tiles: rtsp://, rtsps://, whep://, or whip: (pushed to us); a "
            "password in it moves to the secret store",
        ),
        "rtsp://192.0.2.10:554/sub",
        ("子码流", "辅码流地址", "辅码流", "视频流地址", "rtsp地址", "substream", "stream", "sub"),
        needed=True,
        width=44,
    ),
    Column(
        "main",
        Bilingual("主码流地址", "Main stream"),
        cell_values.address,
        lambda camera: camera.streams.main,
        Bilingual("单画面放大时使用", "shown when one camera fills the screen"),
        "rtsp://192.0.2.10:554/main",
        ("主码流", "mainstream", "main"),
        width=44,
    ),
    Column(
        "region",
        Bilingual("行政区划", "Region"),
        cell_values.region,
        lambda camera: camera.region,
        Bilingual(
            "12 位代码，或区划树中唯一的名称；不填则取网格所在村，再取编码中的县",
            "code of 12 digits, or a name that is unique in the tree; by default the grid's "
            "village, else the county in the id",
        ),
        "370499101201",
        ("行政区划代码", "行政区划编码", "区划代码", "区划", "村", "region code"),
        width=18,
    ),
    Column(
        "grid",
        Bilingual("网格", "Grid"),
        cell_values.grid,
        lambda camera: camera.grid,
        Bilingual(
            "15 位网格编码，或唯一的名称；不填则按位置判断",
            "code of 15 digits, or a unique name; without it the place on the map decides",
        ),
        "370499101201001",
        ("网格编码", "网格代码", "所属网格", "grid code"),
        width=20,
    ),
    Column(
        "longitude",
        Bilingual("经度", "Longitude"),
        cell_values.degrees,
        _east,
        Bilingual("度，CGCS2000（WGS 84）", "degrees, CGCS2000 (WGS 84)"),
        "117.61600",
        ("lon", "lng", "long", "x"),
        width=13,
        as_text=False,
    ),
    Column(
        "latitude",
        Bilingual("纬度", "Latitude"),
        cell_values.degrees,
        _north,
        Bilingual("度，CGCS2000（WGS 84）", "degrees, CGCS2000 (WGS 84)"),
        "34.70200",
        ("lat", "y"),
        width=13,
        as_text=False,
    ),
    Column(
        "place_type",
        Bilingual("场所类型", "Place type"),
        cell_values.place_type,
        lambda camera: camera.place_type.label.zh,
        Bilingual(
            "从列表选择；未填写则不做检测，禁止安装的场所会被拒绝",
            "from the list; without it detectors stay off; places where cameras are forbidden are "
            "refused",
        ),
        "村口",
        ("场所", "场所类别", "place"),
        options=tuple(place.label.zh for place in PlaceType if not place.refused),
    ),
    Column(
        "key_area",
        Bilingual("重点部位", "Key area"),
        cell_values.yes,
        lambda camera: _yes(camera.key_area),
        Bilingual("是/否，GB 37300-2018", "yes or no, GB 37300-2018"),
        NO,
        ("是否重点部位", "重点区域"),
        options=_YES_NO,
        width=10,
    ),
    Column(
        "managing_unit",
        Bilingual("管理单位", "Managing unit"),
        cell_values.plain,
        lambda camera: camera.managing_unit or None,
        Bilingual("负责该摄像机的单位", "who answers for the camera"),
        "晨光镇综治中心",
        ("所属单位", "建设单位", "责任单位", "unit"),
        width=22,
    ),
    Column(
        "sign_posted",
        Bilingual("已设提示标识", "Sign posted"),
        cell_values.yes,
        lambda camera: _yes(camera.sign_posted),
        Bilingual(
            "是/否，国务院令第 799 号第九条", "yes or no, State Council order 799, article 9"
        ),
        YES,
        ("提示标识", "标识", "sign"),
        options=_YES_NO,
        width=12,
    ),
    Column(
        "username",
        Bilingual("用户名", "User name"),
        cell_values.plain,
        lambda _: None,
        Bilingual("拉流用户名，加密保存，不导出", "for the stream; kept encrypted, never exported"),
        "",
        ("账号", "登录名", "user"),
    ),
    Column(
        PASSWORD,
        Bilingual("密码", "Password"),
        cell_values.plain,
        lambda _: None,
        Bilingual("拉流密码，加密保存，不导出", "for the stream; kept encrypted, never exported"),
        "",
        ("口令",),
        secret=True,
    ),
    Column(
        "credentials",
        Bilingual("凭据名称", "Credentials"),
        cell_values.plain,
        lambda camera: camera.credentials,
        Bilingual(
            "密钥库中的名称，多台共用一组口令时填写",
            "name in the secret store, where several cameras share one password",
        ),
        "",
        ("凭据",),
    ),
    Column(
        "enabled",
        Bilingual("启用", "Enabled"),
        cell_values.yes,
        lambda camera: _yes(camera.enabled),
        Bilingual("是/否，缺省为是", "yes or no, yes by default"),
        YES,
        ("是否启用", "状态"),
        options=_YES_NO,
        width=8,
    ),
)

PLACE_COLUMN = Column(
    "place",
    Bilingual("经纬度", "Coordinates"),
    cell_values.place,
    lambda _: None,
    Bilingual("“经度,纬度”写在一格", "longitude and latitude in one cell"),
    also=("坐标", "位置", "location"),
)
"""Read, where people have it in one column; never written."""
