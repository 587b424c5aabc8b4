"""What the construction detector keeps over a restart."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from detectors.construction.reference import Reference
from detectors.construction.scene import WIDTH_PX, Scene
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import Damaged

VERSION = 1
MAX_BYTES = 8 * 1024 * 1024
MAX_HEIGHT_PX = 4 * WIDTH_PX


@dataclass(frozen=True, slots=True)
class ConstructionState:
    """Everything a restart needs; no unmasked people in it.

    Attributes:
        reference: The place as learned.
        ages: uint8 (H, 320): visits that saw a lasting change, per pixel.
        before_jpeg: The masked clean view from before any change, a JPEG file's bytes.
        before_at: Capture time of it, UTC.
    """

    reference: Reference
    ages: npt.NDArray[np.uint8]
    before_jpeg: bytes
    before_at: datetime

    def to_bytes(self) -> bytes:
        """Pack as a compressed npz file with one JSON member, about 200 kB."""
        about = {
            "version": VERSION,
            "learned_at": self.reference.learned_at.isoformat(),
            "before_at": self.before_at.isoformat(),
        }
        packed = io.BytesIO()
        np.savez_compressed(
            packed,
            about=np.frombuffer(json.dumps(about).encode(), np.uint8),
            light=self.reference.scene.light.astype(np.float16),
            chroma=self.reference.scene.chroma.astype(np.float16),
            noise=self.reference.noise.astype(np.float16),
            known=self.reference.known,
            ages=self.ages,
            before=np.frombuffer(self.before_jpeg, np.uint8),
        )
        return packed.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> ConstructionState:
        """Unpack.

        Raises:
            Damaged: this is no such state, or of another version.
        """
        try:
            return cls._parse(data)
        except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise Damaged(
                Bilingual(
                    f"违建检测的状态文件损坏：{error}",
                    f"the construction detector's state is damaged: {error}",
                ),
                next_step=Bilingual(
                    "删除该状态文件，检测器会从随后的画面重新学习",
                    "remove this state file; the detector learns anew from the next visits",
                ),
            ) from error

    @classmethod
    def _parse(cls, data: bytes) -> ConstructionState:
        if len(data) > MAX_BYTES:
            raise ValueError(f"{len(data)} bytes")
        with zipfile.ZipFile(io.BytesIO(data)) as members:
            # A small file may unpack to a very large one.
            unpacked = sum(member.file_size for member in members.infolist())
            if unpacked > 4 * MAX_BYTES:
                raise ValueError(f"{unpacked} bytes unpacked")
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            about = json.loads(arrays["about"].tobytes())
            light, chroma = arrays["light"], arrays["chroma"]
            noise, ages, before = arrays["noise"], arrays["ages"], arrays["before"]
            known = arrays["known"]
        if not isinstance(about, dict) or about.get("version") != VERSION:
            raise ValueError("another version")
        height = light.shape[0] if light.ndim == 2 else 0
        if not 8 <= height <= MAX_HEIGHT_PX or light.shape[1] != WIDTH_PX:
            raise ValueError(f"picture of {light.shape}")
        if chroma.shape != (height, WIDTH_PX, 2) or not (
            noise.shape == ages.shape == known.shape == light.shape
            and ages.dtype == np.uint8
            and known.dtype == np.bool_
        ):
            raise ValueError("parts of different sizes")
        learned_at = datetime.fromisoformat(str(about["learned_at"]))
        before_at = datetime.fromisoformat(str(about["before_at"]))
        if learned_at.tzinfo is None or before_at.tzinfo is None:
            raise ValueError("a time without a zone")
        scene = Scene(_finite(light), _finite(chroma))
        reference = Reference(scene, _finite(noise), known, learned_at)
        return cls(reference, ages, before.tobytes(), before_at)


def _finite(values: npt.NDArray[np.float16]) -> npt.NDArray[np.float32]:
    if values.dtype != np.float16 or not np.isfinite(values).all():
        raise ValueError("figures that are none")
    return values.astype(np.float32)
