"""The town on air."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

import av

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import BadInput
from simulators.rtsp_server import CameraStream, Fault, PreparedClip, RtspServer
from simulators.rtsp_server.auth import Auth
from simulators.rtsp_server.rtsp_server import EVERY_CAMERA
from simulators.town.town_camera import TownCamera
from simulators.town.town_truth import CameraTruth, TownTruth


class SimulatedTown:
    """Serves the cameras of a town; an async context manager.

    Args:
        cameras: From ``Preparation.run``.
        clock: Wall clock.
        random: Source of chance of the RTSP sessions.
        host: Address to listen on.
        port: RTSP port, 0 for a free one.
        auth: Check of credentials, None for open access.
    """

    def __init__(
        self,
        cameras: Sequence[TownCamera],
        clock: Clock,
        *,
        random: Random,
        host: str = "127.0.0.1",
        port: int = 0,
        auth: Auth | None,
    ) -> None:
        self._cameras = cameras
        self.server = RtspServer(clock, host=host, port=port, auth=auth, random=random)
        self._streams: dict[str, CameraStream] = {}
        self._sizes: dict[Path, tuple[int, int]] = {}

    async def __aenter__(self) -> Self:
        """Load the clips, put every camera on air, listen."""
        files = sorted({camera.clip.video for camera in self._cameras})
        loaded: dict[Path, PreparedClip] = {}
        for file in files:
            loaded[file] = await asyncio.to_thread(PreparedClip.load, file)
            self._sizes[file] = await asyncio.to_thread(_size, file)
        for position, camera in enumerate(self._cameras):
            clip = loaded[camera.clip.video]
            if camera.camera_id in self._streams:
                raise BadInput(
                    Bilingual("摄像机重复", "a camera appears twice"), camera=camera.camera_id
                )
            period_s = float(1 / clip.fps)
            self._streams[camera.camera_id] = self.server.add_camera(
                camera.path,
                clip,
                start_frame=int(camera.start_s * clip.fps) % len(clip),
                loop=camera.loop,
                phase_s=period_s * position / len(self._cameras),
            )
        await self.server.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every connection."""
        await self.server.__aexit__(kind, error, trace)

    @property
    def port(self) -> int:
        """RTSP port."""
        return self.server.port

    def set_fault(self, camera_id: str, fault: Fault | None) -> None:
        """Switch a camera's fault on, to another, or off.

        Args:
            camera_id: 20 digits, or ``*`` for every camera.
            fault: What goes wrong from now on; None for nothing.

        Raises:
            KeyError: There is no such camera.
        """
        path = camera_id if camera_id == EVERY_CAMERA else self._streams[camera_id].path
        self.server.set_fault(path, fault)

    def truth(self) -> TownTruth:
        """Return the timetables of all cameras."""
        cameras = {}
        for camera in self._cameras:
            stream = self._streams[camera.camera_id]
            width, height = self._sizes[camera.clip.video]
            epoch = datetime.fromtimestamp(stream.epoch_utc_s, UTC)
            cameras[camera.camera_id] = CameraTruth(
                epoch_utc=epoch.isoformat(timespec="microseconds"),
                start_frame=stream.start_frame,
                fps=camera.clip.fps,
                frames=len(stream.broadcast.clip),
                loop=stream.loop,
                tail_start=stream.broadcast.clip.tail_start,
                width=width,
                height=height,
                path=camera.path,
                source=camera.source,
                clip=str(camera.clip.video),
                truth=str(camera.clip.truth) if camera.clip.truth is not None else None,
            )
        return TownTruth(self.port, cameras)


def _size(file: Path) -> tuple[int, int]:
    with av.open(str(file)) as container:
        stream = container.streams.video[0]
        return stream.width, stream.height
