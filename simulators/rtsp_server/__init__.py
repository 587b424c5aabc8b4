"""An asyncio RTSP server that plays prepared clips as cameras."""

from simulators.rtsp_server.camera_stream import CameraStream
from simulators.rtsp_server.digest_auth import DigestAuth
from simulators.rtsp_server.fault import Drop, Fault, Reset, Stall
from simulators.rtsp_server.prepared_clip import PreparedClip
from simulators.rtsp_server.rtsp_server import RtspServer

__all__ = [
    "CameraStream",
    "DigestAuth",
    "Drop",
    "Fault",
    "PreparedClip",
    "Reset",
    "RtspServer",
    "Stall",
]
