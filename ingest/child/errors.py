"""What can go wrong with a child process."""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, TryAgain


class TooManyChildren(TryAgain):
    """So many cameras are read by child processes that one more is refused."""

    def __init__(self, address: str, limit: int) -> None:
        super().__init__(
            Bilingual(
                zh=f"摄像机 {address} 需由独立解码进程读取，但已有 {limit} 个，达到上限",
                en=f"{address} needs a decoding process of its own, and there are {limit} already",
            ),
            next_step=Bilingual(
                zh="将稍后重试；请让更多摄像机支持 RTSP over TCP 并定期发送关键帧",
                en="we try again later; let more cameras send RTSP over TCP with key frames",
            ),
        )


class ChildDied(TryAgain):
    """The decoding process ended by itself, or was ended for what it did.

    Args:
        address: The camera's, without credentials.
        how: What was seen.
        context: Camera and so on.
    """

    def __init__(self, address: str, how: Bilingual, **context: object) -> None:
        super().__init__(
            Bilingual(
                zh=f"摄像机 {address} 的独立解码进程已结束：{how.zh}",
                en=f"the decoding process of {address} ended: {how.en}",
            ),
            next_step=Bilingual(
                zh="将自动重启；若反复出现，请检查摄像机固件和码流",
                en="it is started again; if it keeps happening, check the camera's firmware",
            ),
            **context,
        )


class PinNotSupported(BadInput):
    """A pinned certificate cannot be checked by the decoding process."""

    def __init__(self, address: str) -> None:
        super().__init__(
            Bilingual(
                zh=f"摄像机 {address} 登记了证书指纹，独立解码进程无法核对",
                en=f"{address} has a pinned certificate, which a decoding process cannot check",
            ),
            next_step=Bilingual(
                zh="请改用签发机构证书（CA），或改用 rtsp://",
                en="use a certificate authority's certificate instead, or rtsp://",
            ),
        )
