"""What can go wrong with a WebRTC connection.

None of them is ``foreign``: no other client of ours speaks WebRTC.
"""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, MissingPart, Refused, TryAgain


class BadWebRtcAddress(BadInput):
    """The address of a WHEP stream cannot be used."""

    def __init__(self, address: str, reason: Bilingual) -> None:
        super().__init__(
            Bilingual(
                f"WHEP 地址 {address} 无法使用：{reason.zh}",
                f"the WHEP address {address} cannot be used: {reason.en}",
            ),
            next_step=Bilingual(
                "请写成 whep://主机[:端口]/路径 或 wheps://…",
                "write it as whep://host[:port]/path or wheps://…",
            ),
        )


class BadDescription(BadInput):
    """A session description (SDP) cannot be used."""

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(
            Bilingual(
                f"会话描述（SDP）无法使用：{reason.zh}",
                f"the session description cannot be used: {reason.en}",
            ),
            next_step=Bilingual(
                "请用支持 WHIP 的程序发布", "publish with a program that speaks WHIP"
            ),
        )


class NoCommonVideo(BadInput):
    """The other side offers no video that we can read."""

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(
            Bilingual(f"没有可用的视频：{reason.zh}", f"no usable video: {reason.en}"),
            next_step=Bilingual("请发送一路 H.264 或 VP8 视频", "send one video, H.264 or VP8"),
        )


class PeerLost(TryAgain):
    """A WebRTC connection could not be made, or it ended.

    Attributes:
        reason: Why, without the address.
    """

    def __init__(self, address: str, reason: Bilingual) -> None:
        super().__init__(
            Bilingual(
                f"{address} 的 WebRTC 连接已断开：{reason.zh}",
                f"the WebRTC connection of {address} is over: {reason.en}",
            ),
            next_step=Bilingual(
                "请检查网络和防火墙（UDP）；必要时配置 TURN 服务器",
                "check the network and the firewall (UDP); set a TURN server where needed",
            ),
        )
        self.reason = reason


class PublisherLeft(TryAgain):
    """The device that published to us has gone."""

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(
            Bilingual(f"推流端已离开：{reason.zh}", f"the publisher has left: {reason.en}"),
            next_step=Bilingual("请在设备上重新开始推流", "start publishing again on the device"),
        )


class NoWebRtcKeyFrame(TryAgain):
    """Video comes, but no whole key frame."""

    def __init__(self, address: str, waited_s: float) -> None:
        super().__init__(
            Bilingual(
                f"{address} 有视频，但 {waited_s:g} 秒内没有完整关键帧",
                f"video comes from {address}, but no whole key frame in {waited_s:g} s",
            ),
            next_step=Bilingual(
                "请检查线路丢包；把推流程序的关键帧间隔设为 2 秒左右",
                "check the line for loss; set the publisher's key-frame interval to about 2 s",
            ),
        )


class TooMuchVideo(BadInput):
    """A stream is far above what a camera's needs; reading it would slow all others down."""

    def __init__(self, address: str, rate_kbps: float, limit_kbps: int) -> None:
        super().__init__(
            Bilingual(
                f"{address} 发送 {rate_kbps:.0f} kbit/s，超过上限 {limit_kbps} kbit/s",
                f"{address} sends {rate_kbps:.0f} kbit/s, above the limit of {limit_kbps} kbit/s",
            ),
            next_step=Bilingual(
                "请把推流码率降到 2 Mbit/s 以下", "lower the sender's bitrate to 2 Mbit/s or less"
            ),
        )


class WhepRefusal(TryAgain):
    """A WHEP server answered with an error.

    Attributes:
        status: HTTP status.
    """

    def __init__(self, address: str, status: int) -> None:
        super().__init__(
            Bilingual(f"{address} 回答 {status}", f"{address} answers {status}"),
            next_step=Bilingual(
                "请检查地址，以及对方是否有视频", "check the path, and whether the stream is on"
            ),
        )
        self.status = status


class WhepUnauthorized(Refused):
    """A WHEP server does not believe our token."""

    def __init__(self, address: str, status: int) -> None:
        super().__init__(
            Bilingual(f"{address} 拒绝令牌（{status}）", f"{address} refuses the token ({status})"),
            next_step=Bilingual(
                "请更正摄像机的密码（即 Bearer 令牌）",
                "correct the camera's password, which is the Bearer token",
            ),
        )


class TooManyPublishers(TryAgain):
    """All places for publishers are taken."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            Bilingual(f"推流数已达上限 {limit}", f"{limit} devices publish already"),
            next_step=Bilingual("请稍后再试", "try again later"),
        )


class WebRtcMissing(MissingPart):
    """aiortc is not installed, or is a version that we do not know how to use."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            Bilingual(f"WebRTC 不可用：{reason}", f"WebRTC cannot be used: {reason}"),
            next_step=Bilingual(
                "请重新安装 sharp-eyes", "install sharp-eyes again, which brings aiortc"
            ),
        )
