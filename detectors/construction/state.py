"""What the construction detector keeps over a restart."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from detectors.construction import change_tracker, reference_bank, series_shot, works_map
from detectors.construction.change_tracker import ChangeTracker
from detectors.construction.evidence_map import EvidenceMap
from detectors.construction.known_looks import KnownLooks
from detectors.construction.place_memory import PlaceMemory
from detectors.construction.reference import Reference
from detectors.construction.reference_bank import ReferenceBank
from detectors.construction.scene import CHROMA_STEP, WIDTH_PX
from detectors.construction.series_shot import SeriesShot
from detectors.construction.tracked_change import MOST_SIGNS, TrackedChange
from detectors.construction.works_map import WorksMap
from detectors.kept_state import read_as_kept
from sharp_eyes.bilingual import Bilingual

VERSION = 6
MAGIC = b"SEC5"
MAX_BYTES = 8 * 1024 * 1024
MAX_UNPACKED = 4 * MAX_BYTES
MAX_HEIGHT_PX = 4 * WIDTH_PX
MOST_TRACKS = 2 * change_tracker.MOST
COMPRESSION = 1
"""Of zlib: three times as quick as the default for a tenth more bytes."""


@dataclass(frozen=True, slots=True)
class ConstructionState:
    """Everything a restart needs; no unmasked people in it.

    Attributes:
        memory: The place as learned.
        before_jpeg: The masked clean view from before any change, a JPEG file's bytes.
        before_at: Capture time of it, UTC.
        shots: Dated masked pictures since.
    """

    memory: PlaceMemory
    before_jpeg: bytes
    before_at: datetime
    shots: tuple[SeriesShot, ...] = ()

    def to_bytes(self) -> bytes:
        """Pack as zlib-compressed npz with one JSON member, 200 to 700 kB."""
        memory, works = self.memory, self.memory.works
        references, tracks = memory.references_to_keep(), memory.tracker.tracks
        height, width = memory.noise.shape
        about = {
            "version": VERSION,
            "size": [width, height],
            "begun_at": memory.begun_at.isoformat(),
            "visits": memory.visits,
            "usual_alike": [memory.usual_alike.get(kind) for kind in (False, True)],
            "before_at": self.before_at.isoformat(),
            "works_seen_at": None if works.seen_at is None else works.seen_at.isoformat(),
            "next_number": memory.tracker.next_number,
            "references": [
                [one.infrared, one.made_at.isoformat(), one.used_at.isoformat()]
                for one in references
            ],
            "tracks": [_told(one) for one in tracks],
            "shots": [[one.at.isoformat(), len(one.jpeg)] for one in self.shots],
        }
        small = (height // CHROMA_STEP, width // CHROMA_STEP, 2)
        packed = io.BytesIO()
        np.savez(
            packed,
            about=np.frombuffer(json.dumps(about).encode(), np.uint8),
            light=_stack([one.light for one in references], (height, width), np.uint8),
            chroma=_stack([one.chroma for one in references], small, np.int8),
            known=np.packbits(_stack([one.known for one in references], (height, width), np.bool_)),
            masks=np.packbits(_stack([one.mask for one in tracks], (height, width), np.bool_)),
            counts=memory.evidence.counts,
            onsets=memory.evidence.onsets,
            works=works.mean.astype(np.float16),
            works_since=works.onsets,
            works_told=np.packbits(works.told),
            restless=memory.tracker.restless,
            noise=memory.noise.astype(np.float16),
            taken=np.rint(memory.usually_taken * 255).astype(np.uint8),
            before=np.frombuffer(self.before_jpeg, np.uint8),
            shots=np.frombuffer(b"".join(one.jpeg for one in self.shots), np.uint8),
        )
        return MAGIC + zlib.compress(packed.getvalue(), COMPRESSION)

    @classmethod
    def from_bytes(cls, data: bytes) -> ConstructionState:
        """Unpack.

        Raises:
            Damaged: this is no such state, or of another version.
        """
        with read_as_kept(
            Bilingual("违建检测的状态文件损坏", "the construction detector's state is damaged"),
            next_step=Bilingual(
                "删除该状态文件，检测器会从随后的画面重新学习",
                "remove this state file; the detector learns anew from the next visits",
            ),
        ):
            return cls._parse(data)

    @classmethod
    def _parse(cls, data: bytes) -> ConstructionState:
        if len(data) > MAX_BYTES or not data.startswith(MAGIC):
            raise ValueError(f"no state of version {VERSION}, {len(data)} bytes")
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(data[len(MAGIC) :], MAX_UNPACKED)
        if not unpacker.eof:
            raise ValueError("cut off, or too much unpacked")
        with zipfile.ZipFile(io.BytesIO(plain)) as members:
            # The members are stored as they are; a compressed one is none of ours.
            if sum(member.file_size for member in members.infolist()) > MAX_UNPACKED:
                raise ValueError("too much unpacked")
        with np.load(io.BytesIO(plain), allow_pickle=False) as arrays:
            about = json.loads(arrays["about"].tobytes())
            held = {name: arrays[name] for name in arrays.files}
        if not isinstance(about, dict) or about.get("version") != VERSION:
            raise ValueError("another version")
        width, height = (int(one) for one in about["size"])
        if width != WIDTH_PX or not 8 <= height <= MAX_HEIGHT_PX or height % CHROMA_STEP:
            raise ValueError(f"pictures of {width} x {height}")
        shape = (height, width)
        references = _references(about, held, shape)
        memory = PlaceMemory(
            ReferenceBank(references),
            EvidenceMap(
                _map(held, "counts", shape, np.uint8),
                _map(held, "onsets", shape, np.int32),
            ),
            ChangeTracker(
                _tracks(about, held, shape),
                _map(held, "restless", shape, np.int32),
                int(about["next_number"]),
            ),
            _finite(_map(held, "noise", shape, np.float16)),
            _map(held, "taken", shape, np.uint8).astype(np.float32) / np.float32(255),
            _time(about["begun_at"]),
            np.zeros(shape, np.bool_),
            int(about["visits"]),
            {
                kind: float(value)
                for kind, value in zip((False, True), about["usual_alike"], strict=True)
                if value is not None
            },
            KnownLooks(references),
        )
        cells = (height // works_map.STEP, width // works_map.STEP)
        seen_at = about["works_seen_at"]
        memory.works = WorksMap(
            _finite(_map(held, "works", cells, np.float16)),
            _map(held, "works_since", cells, np.int32),
            None if seen_at is None else _time(seen_at),
        )
        memory.works.told = _bits(held["works_told"], 1, cells)[0]
        return cls(
            memory,
            held["before"].tobytes(),
            _time(about["before_at"]),
            _shots(about, held),
        )


def _told(track: TrackedChange) -> dict[str, Any]:
    return {
        "number": track.number,
        "since": track.since.isoformat(),
        "seen_at": track.seen_at.isoformat(),
        "confirmed_at": None if track.confirmed_at is None else track.confirmed_at.isoformat(),
        "counts": [track.seen, track.missed, track.missed_in_a_row, track.vehicle_seen],
        "looks": [track.appeared, track.strength],
        "shares": list(track.shares),
        "signs": list(track.signs),
    }


def _tracks(
    about: dict[str, Any], held: dict[str, Any], shape: tuple[int, int]
) -> list[TrackedChange]:
    told = about["tracks"]
    if len(told) > MOST_TRACKS:
        raise ValueError(f"{len(told)} changes")
    masks = _bits(held["masks"], len(told), shape)
    tracks = []
    for one, mask in zip(told, masks, strict=True):
        seen, missed, in_a_row, vehicles = (int(count) for count in one["counts"])
        appeared, strength = (float(look) for look in one["looks"])
        confirmed = one["confirmed_at"]
        tracks.append(
            TrackedChange(
                int(one["number"]),
                mask,
                _time(one["since"]),
                _time(one["seen_at"]),
                seen,
                missed,
                in_a_row,
                vehicles,
                appeared,
                strength,
                None if confirmed is None else _time(confirmed),
                tuple((int(at), float(share)) for at, share in one["shares"]),
                signs=tuple(float(sign) for sign in one["signs"][-MOST_SIGNS:]),
            )
        )
    return tracks


def _references(
    about: dict[str, Any], held: dict[str, Any], shape: tuple[int, int]
) -> list[Reference]:
    told = about["references"]
    if not 0 < len(told) <= reference_bank.MOST:
        raise ValueError(f"{len(told)} references")
    height, width = shape
    light = _map(held, "light", (len(told), height, width), np.uint8)
    small = (len(told), height // CHROMA_STEP, width // CHROMA_STEP, 2)
    chroma = _map(held, "chroma", small, np.int8)
    known = _bits(held["known"], len(told), shape)
    return [
        Reference(
            light[index].copy(),
            chroma[index].copy(),
            known[index],
            bool(one[0]),
            _time(one[1]),
            _time(one[2]),
        )
        for index, one in enumerate(told)
    ]


def _shots(about: dict[str, Any], held: dict[str, Any]) -> tuple[SeriesShot, ...]:
    told, together = about["shots"], held["shots"].tobytes()
    if len(told) > series_shot.MOST or sum(int(one[1]) for one in told) != len(together):
        raise ValueError("pictures that do not fit their list")
    shots, begin = [], 0
    for at, size in told:
        shots.append(SeriesShot(_time(at), together[begin : begin + int(size)]))
        begin += int(size)
    return tuple(shots)


def _stack(
    maps: list[npt.NDArray[Any]], shape: tuple[int, ...], kind: type[np.generic]
) -> npt.NDArray[Any]:
    return np.stack(maps) if maps else np.zeros((0, *shape), kind)


def _map(
    held: dict[str, Any], name: str, shape: tuple[int, ...], kind: type[np.generic]
) -> npt.NDArray[Any]:
    values = held[name]
    if values.shape != shape or values.dtype != kind:
        raise ValueError(f"{name} of {values.shape}, {values.dtype}")
    result: npt.NDArray[Any] = values
    return result


def _bits(packed: npt.NDArray[Any], count: int, shape: tuple[int, int]) -> npt.NDArray[np.bool_]:
    wanted = count * shape[0] * shape[1]
    if packed.dtype != np.uint8 or packed.size != -(-wanted // 8):
        raise ValueError(f"{packed.size} bytes of marks")
    bits = np.unpackbits(packed, count=wanted)
    return bits.reshape(count, *shape).astype(np.bool_)


def _time(text: object) -> datetime:
    at = datetime.fromisoformat(str(text))
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at


def _finite(values: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    if not np.isfinite(values).all():
        raise ValueError("figures that are none")
    return values.astype(np.float32)
