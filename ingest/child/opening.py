"""Opens a camera with FFmpeg's RTSP client."""

from __future__ import annotations

import av
from av.container import InputContainer

from ingest.child.request import ChildRequest

_PROTOCOLS = "rtsp,rtsps,rtp,rtcp,udp,tcp,tls"
"""A redirect leads to a file or another service with none but these."""
_REORDER_PACKETS = 64
_SOCKET_BYTES = 2 << 20


def open_camera(request: ChildRequest, transport: str) -> InputContainer:
    """Connect, up to and with the answer to PLAY.

    Args:
        request: What to open.
        transport: ``tcp`` (interleaved) or ``udp``.

    Returns:
        The open stream; reading has the limit ``read_timeout_s``.

    Raises:
        av.FFmpegError: it cannot be opened.
    """
    options = {
        "rtsp_transport": transport,
        "allowed_media_types": "video",
        "protocol_whitelist": _PROTOCOLS,
        "user_agent": request.user_agent,
        # The client of UDP gives up by itself too; of the two limits the shorter one counts.
        "timeout": str(int(request.open_timeout_s * 1e6)),
        # The SDP says what the stream is; looking at its beginning would cost seconds.
        "probesize": "32",
        "analyzeduration": "0",
        "fflags": "nobuffer",
        "max_delay": "500000",
        "reorder_queue_size": str(_REORDER_PACKETS),
        "buffer_size": str(_SOCKET_BYTES),
    }
    if request.url.startswith("rtsps:"):
        options["tls_verify"] = "1"
        if request.ca_file is not None:
            options["ca_file"] = request.ca_file
    return av.open(
        request.url,
        format="rtsp",
        options=options,
        timeout=(request.open_timeout_s, request.read_timeout_s),
    )
