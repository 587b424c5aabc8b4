"""How a gateway's RTSP addresses are made."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.rtsp.rtsp_url import RtspUrl
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

_APP = "rtp"
"""ZLMediaKit's application for streams that arrive by RTP, as WVP-PRO uses it."""


@dataclass(frozen=True, slots=True)
class StreamPattern:
    """Addresses of one media server: ``rtsp://host:port/rtp/<device>_<channel>``.

    The stream needs not be there yet: the media server asks the gateway for it when somebody wants
    it (ZLMediaKit's hook ``on_stream_not_found``, WVP-PRO's setting ``auto-apply-play``).

    Attributes:
        server: ``rtsp://host[:port]``, without user name.
    """

    server: str

    @classmethod
    def parse(cls, text: str) -> StreamPattern:
        """Read ``rtsp://host[:port]``, or any address of a stream there.

        Raises:
            BadStreamAddress: it is no RTSP address.
            BadInput: it names a user.
        """
        url, credentials = RtspUrl.parse(text)
        if credentials is not None:
            raise BadInput(
                Bilingual("媒体服务器地址不应含用户名", "leave the user name out of the address"),
                next_step=Bilingual(
                    "用 --credentials 指明密钥库中的名称", "name it by --credentials"
                ),
            )
        return cls(f"{url.scheme}://{url.authority}")

    def address(self, device: str, channel: str) -> str:
        """Return the address of a channel."""
        return f"{self.server}/{_APP}/{device}_{channel}"

    def fits(self, stream: str, device: str, channel: str) -> bool:
        """Tell whether an address that the gateway gave is the one that would be made."""
        url, _ = RtspUrl.parse(stream)
        return url.target.partition("?")[0] == f"/{_APP}/{device}_{channel}"
