"""A finished clip with a camera's stamp in every frame."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import av
import numpy as np

from simulators.clips.clip import Clip
from simulators.clips.clip_source import Progress
from simulators.clips.encoding import ClipWriter, Encoding
from simulators.stamp import draw


@dataclass(frozen=True, slots=True)
class StampedSource:
    """One camera's own copy of a clip; the stamped number is the clip's frame number.

    Attributes:
        base: The clip without stamps.
        base_name: Name of the base in the cache.
        camera_id: 20 digits.
    """

    base: Clip
    base_name: str
    camera_id: str

    @property
    def label(self) -> str:
        """Short name for progress lines."""
        return f"stamp {self.camera_id}"

    def recipe(self) -> dict[str, object]:
        """Return what the clip depends on."""
        return {"base": self.base_name, "camera": self.camera_id}

    def make(self, video: Path, truth: Path, encoding: Encoding, progress: Progress) -> None:
        """Decode, stamp, encode again; the truth is the base's."""
        with av.open(str(self.base.video)) as container:
            stream = container.streams.video[0]
            own = replace(encoding, width=stream.width, height=stream.height, fps=self.base.fps)
            with ClipWriter(video, own) as writer:
                for number, frame in enumerate(container.decode(stream)):
                    image = np.array(frame.to_ndarray(format="bgr24"), np.uint8)
                    draw(image, self.camera_id, number)
                    writer.write(image)
                    progress(number + 1, self.base.frames)
        if self.base.truth is not None:
            shutil.copyfile(self.base.truth, truth)
