"""What a restart must not lose of a picture diagnosis."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from detectors.diagnosis.fault import PictureFault
from detectors.diagnosis.level import LEARNING_LOOKS
from detectors.diagnosis.light import Light
from detectors.diagnosis.seen import BLOCKS_HIGH, BLOCKS_WIDE, MAP_HEIGHT, MAP_WIDTH
from detectors.diagnosis.texture import Texture
from detectors.kept_state import read_as_kept
from detectors.picture import FloatMap
from sharp_eyes.bilingual import Bilingual

VERSION = 2
_READABLE = (1, 2)
"""The first one kept no textures; they are learned again."""
MAX_BYTES = 2 * 2**20
_SCALE = 127.0


@dataclass(frozen=True, slots=True)
class DiagnosisState:
    """A diagnosis at one moment.

    Attributes:
        open: The fault whose incident is open.
        moved_since: Since when the view has moved and nobody confirmed it, UTC.
        confirmed_at: When the view that was learned had been confirmed, UTC.
        alive: Whether the camera was ever seen not frozen.
        levels: Name → what is usual by light, as ``Levels.state`` gives it.
        size: Of the pictures the sharpness was learned from, px.
        edges: float32 (9, 16), steepness of the blocks before the lens was covered; none where it
            is not.
        views: Light → mean directions (2, 90, 160), lengths up to 1, and looks.
        textures: Light → what is usual of its detail.
    """

    open: PictureFault | None
    moved_since: datetime | None
    confirmed_at: datetime | None
    alive: bool
    levels: dict[str, dict[str, list[float]]]
    size: tuple[int, int] | None
    edges: FloatMap | None
    views: dict[Light, tuple[npt.NDArray[np.float32], int]]
    textures: dict[Light, Texture]

    def to_bytes(self) -> bytes:
        """Pack, 20 to 60 kB: edges in 8 bits, from which no picture can be made."""
        about = {
            "version": VERSION,
            "open": self.open,
            "moved_since": _text(self.moved_since),
            "confirmed_at": _text(self.confirmed_at),
            "alive": self.alive,
            "levels": self.levels,
            "size": self.size,
            "edges": None if self.edges is None else self.edges.round(2).ravel().tolist(),
            "looks": {light.value: looks for light, (_mean, looks) in self.views.items()},
            "textures": {light.value: _packed(one) for light, one in self.textures.items()},
        }
        packed = io.BytesIO()
        arrays = {
            f"view_{light.value}": np.rint(mean * _SCALE).astype(np.int8)
            for light, (mean, _looks) in self.views.items()
        }
        text = np.frombuffer(json.dumps(about).encode(), np.uint8)
        np.savez_compressed(packed, about=text, **arrays)
        return packed.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> DiagnosisState:
        """Unpack.

        Raises:
            Damaged: this is no such state, or of another version.
        """
        with read_as_kept(
            Bilingual("画面诊断的状态损坏", "the picture diagnosis's state is damaged"),
            next_step=Bilingual("将从随后的画面重新学习", "it learns anew from what comes"),
        ):
            return cls._parse(data)

    @classmethod
    def _parse(cls, data: bytes) -> DiagnosisState:
        if len(data) > MAX_BYTES:
            raise ValueError(f"{len(data)} bytes")
        with zipfile.ZipFile(io.BytesIO(data)) as members:
            # A small file may unpack to a very large one.
            unpacked = sum(member.file_size for member in members.infolist())
            if unpacked > 4 * MAX_BYTES:
                raise ValueError(f"{unpacked} bytes unpacked")
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            about = json.loads(arrays["about"].tobytes())
            if about.get("version") not in _READABLE:
                raise ValueError("another version")
            views = {
                Light(name): (_view(arrays[f"view_{name}"]), max(0, int(looks)))
                for name, looks in about["looks"].items()
            }
        size = about["size"]
        return cls(
            open=None if about["open"] is None else PictureFault(about["open"]),
            moved_since=_time(about["moved_since"]),
            confirmed_at=_time(about["confirmed_at"]),
            alive=bool(about["alive"]),
            levels=dict(about["levels"]),
            edges=_edges(about["edges"]),
            size=None if size is None else (int(size[0]), int(size[1])),
            views=views,
            textures={
                Light(name): _texture(one) for name, one in about.get("textures", {}).items()
            },
        )


def _packed(texture: Texture) -> dict[str, object]:
    return {
        "detail": texture.detail.round(3).ravel().tolist(),
        "edges": texture.edges.round(3).ravel().tolist(),
        "noise": texture.noise,
        "looks": texture.looks,
    }


def _texture(known: dict[str, Any]) -> Texture:
    noise, looks = float(known["noise"]), int(known["looks"])
    detail, edges = _edges(known["detail"]), _edges(known["edges"])
    if detail is None or edges is None or not isfinite(noise) or not 0 <= looks <= LEARNING_LOOKS:
        raise ValueError("a texture that cannot be")
    return Texture(detail, edges, noise, looks)


def _view(values: npt.NDArray[np.int8]) -> npt.NDArray[np.float32]:
    if values.shape != (2, MAP_HEIGHT, MAP_WIDTH) or values.dtype != np.int8:
        raise ValueError(f"a view of {values.shape}")
    return values.astype(np.float32) * np.float32(1.0 / _SCALE)


def _edges(values: list[float] | None) -> FloatMap | None:
    if values is None:
        return None
    edges = np.array(values, np.float32)
    if edges.shape != (BLOCKS_HIGH * BLOCKS_WIDE,) or not np.isfinite(edges).all():
        raise ValueError("edges that are none")
    return edges.reshape(BLOCKS_HIGH, BLOCKS_WIDE)


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at
