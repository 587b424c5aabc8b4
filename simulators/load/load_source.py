"""Many cameras of one clip on air."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

from sharp_eyes.clock import Clock
from simulators.clips.clip import Clip
from simulators.load.load_camera import LoadCamera, registry_yaml
from simulators.load.noise_source import ENCODING
from simulators.load.process_usage import ProcessUsage
from simulators.rtsp_server import PreparedClip, RtspServer
from simulators.rtsp_server.auth import Auth
from simulators.rtsp_server.faults import Fault
from simulators.town.town_truth import CameraTruth, TownTruth
from simulators.trouble.fault_event import FaultEvent

_STEP = 37  # frames from camera to camera; coprime with clips of 300 frames


class LoadSource:
    """Serves a clip as so many cameras; an async context manager.

    The cameras' frames are spread evenly over the frame period, and their key frames over the
    clip, so that the stream of all of them together is as even as it can be.

    Args:
        clip: What all of them show.
        count: How many.
        clock: Wall clock.
        random: Source of chance of the RTSP sessions.
        port: RTSP port, 0 for a free one.
        auth: Check of credentials, None for open access.
    """

    def __init__(
        self,
        clip: PreparedClip,
        count: int,
        clock: Clock,
        *,
        random: Random,
        port: int = 0,
        auth: Auth | None,
    ) -> None:
        self.cameras = [LoadCamera(number) for number in range(1, count + 1)]
        self.server = RtspServer(clock, port=port, auth=auth, random=random)
        self._clip = clip
        self._first = self._before = ProcessUsage.now()
        self._frames_before = 0

    async def __aenter__(self) -> Self:
        """Put every camera on air and listen."""
        period_s = float(1 / self._clip.fps)
        # From one moment on: what putting them on air takes must not bunch their frames.
        began_s = asyncio.get_running_loop().time()
        for position, camera in enumerate(self.cameras):
            self.server.add_camera(
                camera.path,
                self._clip,
                start_frame=position * _STEP % len(self._clip),
                phase_s=period_s * position / len(self.cameras),
                since_s=began_s,
            )
        await self.server.__aenter__()
        self._first = self._before = ProcessUsage.now()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every connection."""
        await self.server.__aexit__(kind, error, trace)

    def set_fault(self, camera_id: str, fault: Fault | None) -> None:
        """Switch a camera's fault on, to another, or off.

        Args:
            camera_id: 20 digits, or ``*`` for every camera.
            fault: What goes wrong; None for nothing.

        Raises:
            KeyError: There is no such camera.
        """
        self.server.set_fault("*" if camera_id == "*" else f"/cam/{camera_id}", fault)

    def write_registry(self, path: Path, credentials: tuple[str, str] | None) -> None:
        """Write a camera registry with the addresses of all cameras."""
        _write_whole(path, registry_yaml(self.cameras, self.server.port, credentials))

    def truth(self, clip: Clip, events: Sequence[FaultEvent]) -> TownTruth:
        """Return the timetables of all cameras and of the faults.

        Args:
            clip: The file of what they show.
            events: What goes wrong.
        """
        cameras = {}
        for camera in self.cameras:
            stream = self.server.streams[camera.path]
            cameras[camera.camera_id] = CameraTruth(
                epoch_utc=datetime.fromtimestamp(stream.epoch_utc_s, UTC).isoformat(
                    timespec="microseconds"
                ),
                start_frame=stream.start_frame,
                fps=clip.fps,
                frames=clip.frames,
                loop=True,
                tail_start=self._clip.tail_start,
                width=ENCODING.width,
                height=ENCODING.height,
                path=camera.path,
                source="load",
                clip=str(clip.video),
                truth=None,
            )
        return TownTruth(self.server.port, cameras, tuple(events))

    def statistics(self) -> dict[str, object]:
        """Return the process's use since the start and since the last call.

        Keys: ``cameras``, ``connections``, ``sessions`` (now); ``frames_sent``, ``octets_sent``,
        ``dropped_frames`` of sessions still open, ``cpu_user_s``, ``cpu_system_s``, ``at_s``
        (``time.monotonic()``) since the process began; ``last`` with ``wall_s``, ``cores``,
        ``frames_per_s``, ``us_per_frame`` and ``worst_lag_ms`` (how late a frame left) since the
        last call; ``pss_mb``.
        """
        now = ProcessUsage.now()
        streams = self.server.streams.values()
        frames = sum(stream.frames_sent for stream in streams)
        wall_s = now.at_s - self._before.at_s
        cores = now.cores_since(self._before)
        new = frames - self._frames_before
        last = {
            "wall_s": round(wall_s, 3),
            "cores": round(cores, 4),
            "frames_per_s": round(new / max(1e-9, wall_s), 1),
            "worst_lag_ms": round(self.server.take_worst_lag_s() * 1000, 1),
            "us_per_frame": round(1e6 * cores * wall_s / new, 2) if new else None,
        }
        self._before, self._frames_before = now, frames
        return {
            "cameras": len(self.cameras),
            "connections": self.server.connection_count,
            "sessions": sum(len(stream.sessions) for stream in streams),
            "frames_sent": frames,
            "octets_sent": sum(stream.octets_sent for stream in streams),
            "dropped_frames": sum(
                session.dropped_frames for stream in streams for session in stream.sessions
            ),
            "at_s": round(now.at_s, 3),
            "serving_s": round(now.at_s - self._first.at_s, 3),
            "cpu_user_s": round(now.user_s, 3),
            "cpu_system_s": round(now.system_s, 3),
            "cpu_serving_s": round(now.cores_since(self._first) * (now.at_s - self._first.at_s), 3),
            "pss_mb": round(now.pss_mb, 1),
            "last": last,
            "clip": clip_figures(self._clip),
        }

    async def keep_statistics(self, path: Path, every_s: float) -> None:
        """Write the statistics to a file now and then, and once more when cancelled."""
        try:
            while True:
                await asyncio.sleep(every_s)
                _write_whole(path, json.dumps(self.statistics(), indent=1))
        finally:
            _write_whole(path, json.dumps(self.statistics(), indent=1))


def clip_figures(clip: PreparedClip) -> dict[str, object]:
    """Return what a clip weighs: bytes of its key frames, kilobits per second, and so on."""
    keys = [frame.payload_bytes for frame in clip.frames if frame.key]
    total = sum(frame.payload_bytes for frame in clip.frames)
    return {
        "codec": clip.codec,
        "frames": len(clip),
        "fps": float(clip.fps),
        "key_frame_bytes": [min(keys), round(_mean(keys)), max(keys)],
        "kbps": round(total * 8 * float(clip.fps) / len(clip) / 1000, 1),
    }


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values)


def _write_whole(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
