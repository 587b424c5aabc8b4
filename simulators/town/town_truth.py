"""Which frame was on air when."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, MissingPart
from simulators.trouble.fault_event import FaultEvent


@dataclass(frozen=True, slots=True)
class CameraTruth:
    """One camera's timetable.

    Attributes:
        epoch_utc: When ``start_frame`` was on air; ISO 8601, UTC.
        start_frame: Frame of the clip at the epoch.
        fps: Frames per second.
        frames: Frames of the clip.
        loop: Whether the clip starts again.
        tail_start: First frame of what is repeated for ever when it does not.
        width: Picture width in pixels.
        height: Picture height in pixels.
        path: Path of the camera's address.
        source: What it shows, for people.
        clip: The clip's file.
        truth: The clip's ground truth, None for recordings.
    """

    epoch_utc: str
    start_frame: int
    fps: int
    frames: int
    loop: bool
    tail_start: int
    width: int
    height: int
    path: str
    source: str
    clip: str
    truth: str | None

    def frame_at(self, utc: datetime) -> int:
        """Return the clip's frame that was on air at a time.

        Args:
            utc: Timezone-aware.

        Raises:
            ValueError: The time is before the epoch.
        """
        elapsed_s = (utc - datetime.fromisoformat(self.epoch_utc)).total_seconds()
        if elapsed_s < 0:
            raise ValueError(f"{utc.isoformat()} is before {self.epoch_utc}")
        # A microsecond of slack: the time of a frame, rounded, must give that frame back.
        position = self.start_frame + int((elapsed_s + 2e-6) * self.fps)
        if self.loop or position < self.frames:
            return position % self.frames
        tail = self.frames - self.tail_start
        return self.tail_start + (position - self.frames) % tail


@dataclass(frozen=True, slots=True)
class TownTruth:
    """The timetables of a town.

    Attributes:
        port: RTSP port.
        cameras: By camera id.
        faults: What goes wrong, in seconds after the cameras went on air.
    """

    port: int
    cameras: Mapping[str, CameraTruth]
    faults: tuple[FaultEvent, ...] = ()

    def frame_number_at(self, camera_id: str, utc: datetime) -> int:
        """Return the frame of a camera's clip that was on air at a time.

        Raises:
            KeyError: There is no such camera.
            ValueError: The time is before the camera's epoch.
        """
        return self.cameras[camera_id].frame_at(utc)

    def write(self, path: Path) -> None:
        """Write the JSON file, whole or not at all."""
        data = {
            "version": 1,
            "port": self.port,
            "cameras": {name: asdict(camera) for name, camera in self.cameras.items()},
            "faults": [asdict(event) for event in self.faults],
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{os.getpid()}")
        part.write_text(json.dumps(data, indent=1))
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> TownTruth:
        """Read the JSON file.

        Raises:
            MissingPart: It cannot be read.
            BadInput: It is no truth file.
        """
        try:
            data: Any = json.loads(path.read_text())
            cameras = {name: CameraTruth(**camera) for name, camera in data["cameras"].items()}
            faults = tuple(FaultEvent(**event) for event in data.get("faults", ()))
            return cls(int(data["port"]), cameras, faults)
        except OSError as error:
            raise MissingPart(
                Bilingual("找不到真值文件", "the truth file is not there"),
                next_step=Bilingual("先运行 simulate --truth", "run simulate --truth first"),
                file=str(path),
            ) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInput(
                Bilingual("真值文件有误", "the truth file is broken"),
                next_step=Bilingual("重新运行 simulate --truth", "run simulate --truth again"),
                file=str(path),
            ) from error
