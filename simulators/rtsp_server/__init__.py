"""An asyncio RTSP server that plays prepared clips as cameras."""

from simulators.rtsp_server.basic_auth import BasicAuth
from simulators.rtsp_server.camera_stream import CameraStream
from simulators.rtsp_server.digest_auth import DigestAuth
from simulators.rtsp_server.faults import Drop, Fault, Reset, Stall
from simulators.rtsp_server.manners import Manners
from simulators.rtsp_server.prepared_clip import PreparedClip
from simulators.rtsp_server.rtsp_server import RtspServer

__all__ = [
    "BasicAuth",
    "CameraStream",
    "DigestAuth",
    "Drop",
    "Fault",
    "Manners",
    "PreparedClip",
    "Reset",
    "RtspServer",
    "Stall",
]
