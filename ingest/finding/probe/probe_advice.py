"""What to do about a look that found no video."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.finding.probe_outcome import ProbeOutcome

ADVICE: Mapping[ProbeOutcome, Bilingual] = MappingProxyType(
    {
        ProbeOutcome.BAD_ADDRESS: Bilingual(
            "请写成 rtsp://主机[:端口]/路径", "write rtsp://host[:port]/path"
        ),
        ProbeOutcome.ADDRESS_REFUSED: Bilingual(
            "请核对地址；摄像机所在网段（含回环）由节点的 SHARP_EYES_FINDING_NETWORKS 指定",
            "check the address; a network with cameras is named on the node by "
            "SHARP_EYES_FINDING_NETWORKS, loopback too",
        ),
        ProbeOutcome.NAME_NOT_FOUND: Bilingual(
            "请核对主机名，或改用 IP 地址", "check the name, or write the IP address"
        ),
        ProbeOutcome.CONNECTION_REFUSED: Bilingual(
            "主机在线但该端口没有服务：请核对 RTSP 端口（常用 554），并确认已启用 RTSP",
            "the machine is there, nothing listens on that port: check the RTSP port (mostly 554) "
            "and that RTSP is switched on",
        ),
        ProbeOutcome.UNREACHABLE: Bilingual(
            "请检查摄像机电源、网线和到该网段的路由",
            "check the camera's power, its cable, and the way to that network",
        ),
        ProbeOutcome.TIMEOUT: Bilingual(
            "没有应答：请检查摄像机是否通电、地址是否正确、防火墙是否放行",
            "nothing answers: check its power, the address, and firewalls on the way",
        ),
        ProbeOutcome.CERTIFICATE: Bilingual(
            "请登记证书指纹，或用 SHARP_EYES_CAMERA_CA 指定其签发机构",
            "register the certificate's fingerprint, or name its authority by SHARP_EYES_CAMERA_CA",
        ),
        ProbeOutcome.PASSWORD_NEEDED: Bilingual(
            "请填写摄像机的用户名和密码", "give the camera's user name and password"
        ),
        ProbeOutcome.PASSWORD_WRONG: Bilingual(
            "请更正用户名和密码；多次尝试可能被摄像机锁定",
            "correct user name and password; many cameras lock out after a few tries",
        ),
        ProbeOutcome.PATH_NOT_FOUND: Bilingual(
            "地址中的路径不对：请查该型号的码流路径，或用 cameras discover 读取",
            "the path is wrong: look it up for this model, or read it by cameras discover",
        ),
        ProbeOutcome.BUSY: Bilingual(
            "同时取流的客户端已满：请断开不用的客户端，或改从录像机取流",
            "too many clients look: disconnect some, or take the stream from the recorder",
        ),
        ProbeOutcome.UDP_ONLY: Bilingual(
            "该设备只支持 UDP：可以登记，工作节点会用独立进程接收；建议启用 TCP",
            "it sends by UDP alone: it may be registered, the worker reads it by a process of its "
            "own; switch TCP on if it can",
        ),
        ProbeOutcome.NOT_RTSP: Bilingual(
            "该端口上是别的服务（常见为网页端口）：请改用 RTSP 端口，常用 554",
            "another service answers there, often the web page: use the RTSP port, mostly 554",
        ),
        ProbeOutcome.NO_VIDEO: Bilingual(
            "请把码流编码设为 H.264（或 H.265）", "set the stream's codec to H.264, or H.265"
        ),
        ProbeOutcome.NO_SIGNAL: Bilingual(
            "连接正常但没有画面：请检查镜头、通道接线，或录像机通道是否离线",
            "it plays and sends nothing: check the channel's cable, or whether the recorder shows "
            "it offline",
        ),
        ProbeOutcome.NO_KEY_FRAME: Bilingual(
            "请把关键帧间隔（I 帧间隔）设为 2 秒左右，并关闭智能编码和帧内刷新",
            "set the key-frame interval to about 2 s; switch smart coding and intra refresh off",
        ),
        ProbeOutcome.UNDECODABLE: Bilingual(
            "请关闭码流加密、智能编码，或更新固件",
            "switch encryption of the stream and smart coding off, or update the firmware",
        ),
    }
)
"""By outcome; of the others the error's own advice stands."""
