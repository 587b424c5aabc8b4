"""The cameras of a simulated town as ONVIF devices."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from simulators.onvif.onvif_stream import OnvifStream
from simulators.onvif.simulated_device import SimulatedDevice
from simulators.rtsp_server import PreparedClip
from simulators.town.simulated_town import SimulatedTown
from simulators.town.town_camera import TownCamera


def town_devices(
    cameras: Sequence[TownCamera], town: SimulatedTown, names: Mapping[str, str]
) -> list[SimulatedDevice]:
    """Make a device of each camera, which tells the truth about its one stream.

    Args:
        cameras: Of the town.
        town: On air.
        names: Camera id → what people call it.
    """
    truth = town.truth()
    devices = []
    for camera in cameras:
        told = truth.cameras[camera.camera_id]
        clip = town.server.streams[camera.path].clip
        stream = OnvifStream(
            "profile-1",
            "subStream",
            f"rtsp://127.0.0.1:{town.port}{camera.path}",
            "H264" if clip.codec == "h264" else "H265",
            told.width,
            told.height,
            round(float(clip.fps)),
            _gov_length(clip),
            0,
        )
        devices.append(
            SimulatedDevice(
                camera.camera_id,
                names.get(camera.camera_id, camera.source),
                (stream,),
                model=camera.source[:40],
                serial=camera.camera_id,
            )
        )
    return devices


def _gov_length(clip: PreparedClip) -> int:
    """Return the most pictures from one key frame to the next."""
    keys = [number for number, frame in enumerate(clip.frames) if frame.key] + [len(clip.frames)]
    return max(later - former for former, later in itertools.pairwise(keys))
