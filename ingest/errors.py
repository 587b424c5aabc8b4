"""What can go wrong between a camera and a frame.

Each error names the camera's address without its password. The branch it hangs on (see
``sharp_eyes.errors``) tells the supply what to do: ``TryAgain`` reconnects by the usual steps,
``Refused`` and ``BadInput`` wait the longest step at once, because repeating does not help and
many cameras lock an address out after a few wrong passwords. An error with ``foreign`` set says
that the stream may be sound and only not ours to read: a child process with another client tries
it.
"""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, Refused, TryAgain

UNSUPPORTED_TRANSPORT = 461


def is_foreign(error: Exception) -> bool:
    """Tell whether a stream may be sound, and only not ours to read."""
    return bool(getattr(error, "foreign", False))


class BadStreamAddress(BadInput):
    """The address of a stream cannot be used."""

    def __init__(self, address: str, reason: Bilingual) -> None:
        super().__init__(
            Bilingual(
                zh=f"视频流地址 {address} 无法使用：{reason.zh}",
                en=f"the stream address {address} cannot be used: {reason.en}",
            ),
            next_step=Bilingual(
                zh="请写成 rtsp://主机[:端口]/路径", en="write it as rtsp://host[:port]/path"
            ),
        )


class CameraUnreachable(TryAgain):
    """No connection to the camera could be made, or it broke."""

    def __init__(self, address: str, reason: Bilingual, **context: object) -> None:
        super().__init__(
            Bilingual(
                zh=f"无法连接摄像机 {address}：{reason.zh}",
                en=f"cannot reach the camera at {address}: {reason.en}",
            ),
            next_step=Bilingual(
                zh="请检查摄像机的电源、网络和端口",
                en="check the camera's power, network and port",
            ),
            **context,
        )


class CertificateRefused(Refused):
    """The camera's TLS certificate is not one we trust."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            Bilingual(
                zh=f"摄像机 {address} 的证书不可信：{reason}",
                en=f"the certificate of {address} is not trusted: {reason}",
            ),
            next_step=Bilingual(
                zh="请配置其签发机构证书，或登记证书指纹",
                en="configure the certificate authority, or pin the certificate's fingerprint",
            ),
        )


class CredentialsRefused(Refused):
    """The camera wants a user name and password, and not these."""

    def __init__(self, address: str, reason: Bilingual) -> None:
        super().__init__(
            Bilingual(
                zh=f"摄像机 {address} 拒绝登录：{reason.zh}",
                en=f"the camera at {address} refuses to let us in: {reason.en}",
            ),
            next_step=Bilingual(
                zh="请更正摄像机的用户名和密码；反复尝试可能被锁定",
                en="correct the camera's user name and password; many lock out after a few tries",
            ),
        )


class RtspRefusal(TryAgain):
    """The camera answered a request with an error status.

    Attributes:
        status: RTSP status code, for example 404 or 453.
    """

    def __init__(self, address: str, method: str, status: int, reason: str) -> None:
        super().__init__(
            Bilingual(
                zh=f"摄像机 {address} 对 {method} 回答 {status} {reason}",
                en=f"the camera at {address} answers {method} with {status} {reason}",
            ),
            next_step=Bilingual(
                zh="请检查视频流路径，以及同时连接数是否超限",
                en="check the stream's path, and whether too many clients are connected",
            ),
        )
        self.status = status

    @property
    def foreign(self) -> bool:
        """Whether it refuses our way of transport alone (RFC 2326 §7.1.1: 461)."""
        return self.status == UNSUPPORTED_TRANSPORT


class RtspProtocolError(TryAgain):
    """What the camera sent is not RTSP, RTP or SDP as we know it."""

    foreign = True

    def __init__(self, address: str, reason: Bilingual, **context: object) -> None:
        super().__init__(
            Bilingual(
                zh=f"摄像机 {address} 发来的数据不合协议：{reason.zh}",
                en=f"the camera at {address} breaks the protocol: {reason.en}",
            ),
            next_step=Bilingual(
                zh="将自动重连；若反复出现，请检查摄像机固件",
                en="we reconnect; if it keeps happening, check the camera's firmware",
            ),
            **context,
        )


class SpeaksHttp(RtspProtocolError):
    """The port answers HTTP: it is the camera's web page, not its streams."""

    # No other way of reading the stream finds one there.
    foreign = False

    def __init__(self, address: str, **context: object) -> None:
        super().__init__(
            address,
            Bilingual(zh="该端口应答的是 HTTP，不是 RTSP", en="the port speaks HTTP, not RTSP"),
            **context,
        )
        self.next_step = Bilingual(
            zh="请把地址中的端口改为摄像机的 RTSP 端口，常用 554",
            en="write the camera's RTSP port in the address, mostly 554",
        )


class TooSlow(TryAgain):
    """A wait ran into its limit."""

    def __init__(self, address: str, what: Bilingual, limit_s: float) -> None:
        super().__init__(
            Bilingual(
                zh=f"摄像机 {address} 在 {limit_s:g} 秒内没有{what.zh}",
                en=f"the camera at {address} gave no {what.en} within {limit_s:g} s",
            ),
            next_step=Bilingual(
                zh="请检查网络和摄像机负载", en="check the network and the camera's load"
            ),
        )


class NoSignal(TryAgain):
    """The connection stands, but no video comes."""

    def __init__(self, address: str, silent_s: float) -> None:
        super().__init__(
            Bilingual(
                zh=f"无信号：摄像机 {address} 已 {silent_s:g} 秒没有视频",
                en=f"no signal: no video from {address} for {silent_s:g} s",
            ),
            next_step=Bilingual(zh="请检查摄像机和线路", en="check the camera and the line to it"),
        )


class NoKeyFrame(TryAgain):
    """Video comes, but no key frame that could be decoded by itself."""

    foreign = True

    def __init__(self, address: str, waited_s: float) -> None:
        super().__init__(
            Bilingual(
                zh=f"摄像机 {address} 有视频，但 {waited_s:g} 秒内没有完整关键帧",
                en=f"video comes from {address}, but no whole key frame in {waited_s:g} s",
            ),
            next_step=Bilingual(
                zh="请把关键帧间隔（I 帧间隔）设为 2 秒左右，并关闭帧内刷新",
                en="set the key-frame interval to about 2 s and switch intra refresh off",
            ),
        )


class NoUsableVideo(BadInput):
    """The stream offers no video that we can read."""

    foreign = True

    def __init__(self, address: str, offered: str) -> None:
        super().__init__(
            Bilingual(
                zh=f"摄像机 {address} 没有可用的视频（提供：{offered}）",
                en=f"{address} offers no video we can read (offered: {offered})",
            ),
            next_step=Bilingual(
                zh="请把码流编码设为 H.264 或 H.265", en="set the stream's codec to H.264 or H.265"
            ),
        )


class DecodeFailed(TryAgain):
    """A key frame could not be turned into a picture."""

    def __init__(self, camera_id: str, reason: str) -> None:
        super().__init__(
            Bilingual(
                zh=f"摄像机 {camera_id} 的关键帧无法解码：{reason}",
                en=f"a key frame of camera {camera_id} cannot be decoded: {reason}",
            ),
            next_step=Bilingual(
                zh="等待下一关键帧；若反复出现，请检查码流", en="the next key frame is tried"
            ),
            camera=camera_id,
        )
