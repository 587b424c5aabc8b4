"""What can go wrong while cameras are looked for."""

from __future__ import annotations

from ingest.errors import CameraUnreachable
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import Refused, TryAgain


class AddressRefused(Refused):
    """An address at which this machine may not look."""

    def __init__(self, address: str, reason: Bilingual) -> None:
        super().__init__(
            Bilingual(
                f"不允许访问 {address}：{reason.zh}",
                f"{address} may not be looked at: {reason.en}",
            ),
            next_step=Bilingual(
                "如确为摄像机所在网段，请在节点上设置 SHARP_EYES_FINDING_NETWORKS",
                "if cameras are there, name the network on the node by SHARP_EYES_FINDING_NETWORKS",
            ),
        )


class NameNotFound(CameraUnreachable):
    """A host name that has no address."""


class DeviceUnreachable(TryAgain):
    """A device's service does not answer."""

    def __init__(self, host: str, reason: Bilingual) -> None:
        super().__init__(
            Bilingual(
                f"设备 {host} 的 ONVIF 服务无法访问：{reason.zh}",
                f"the ONVIF service of {host} cannot be reached: {reason.en}",
            ),
            next_step=Bilingual(
                "请检查设备是否启用 ONVIF、端口是否正确",
                "check that ONVIF is switched on at the device, and its port",
            ),
        )


class DeviceTooSlow(TryAgain):
    """A device took longer than it may."""

    def __init__(self, host: str, limit_s: float) -> None:
        super().__init__(
            Bilingual(
                f"设备 {host} 在 {limit_s:g} 秒内没有答完",
                f"{host} did not finish its answers within {limit_s:g} s",
            ),
            next_step=Bilingual(
                "稍后重试，或单独查询该设备", "try again later, or ask this device alone"
            ),
        )


class DeviceRefusesLogin(Refused):
    """A device wants a user name and password, and not these."""

    def __init__(self, host: str, *, given: bool) -> None:
        reason = (
            Bilingual("用户名或密码错误，或设备时钟不准", "wrong password, or its clock is off")
            if given
            else Bilingual("需要用户名和密码", "it wants a user name and password")
        )
        super().__init__(
            Bilingual(f"设备 {host} 拒绝登录：{reason.zh}", f"{host} lets nobody in: {reason.en}"),
            next_step=Bilingual(
                "请核对设备的 ONVIF 用户（部分品牌需单独添加）；反复尝试可能被锁定",
                "check its ONVIF user (some makers keep them apart); many lock out after a few "
                "tries",
            ),
        )


class DeviceAnswersOddly(TryAgain):
    """What a device sent cannot be understood, or is more than it may be."""

    def __init__(self, host: str, reason: Bilingual) -> None:
        super().__init__(
            Bilingual(
                f"设备 {host} 的回答无法理解：{reason.zh}",
                f"the answer of {host} cannot be understood: {reason.en}",
            ),
            next_step=Bilingual(
                "可手工填写其 RTSP 地址并用 cameras probe 检查",
                "write its RTSP address by hand and look with cameras probe",
            ),
        )
