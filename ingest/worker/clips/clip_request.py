"""What the job's process is asked to do; goes by its standard input, never to a disk."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import BinaryIO

from ingest.codec import Codec

MAX_HEAD_BYTES = 1 << 20
"""A camera with 32 privacy masks of 64 corners and 600 pictures take about 0.1 MB."""

CPU_S = struct.Struct("<d")
"""The answer: processor seconds that it took, then the MP4 file."""


@dataclass(frozen=True, slots=True)
class ClipUnit:
    """One coded picture; not masked.

    Attributes:
        captured_at: When it was taken, UTC.
        data: Annex B bytes.
    """

    captured_at: datetime
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClipRequest:
    """One clip.

    Attributes:
        camera: The registered camera as JSON, without its streams' addresses.
        zone_id: The zone that is outlined.
        codec: Of all units.
        begin_at: Pictures before it are decoded and not shown, UTC.
        end_at: Pictures after it are not shown, UTC.
        parent_pid: Whose end is the child's end.
        model_file: The object model; none for pixelating the whole.
        model_family: How to read it; none for the default.
        threshold: Of the model, as the caption names it.
        width_px: The widest the clip is.
        fps: The most pictures a second.
        look_every_s: People are looked for this often.
        crf: x264's quality.
        most_kbps: Of the encoded clip.
        memory_bytes: Address space (RLIMIT_AS).
        nice: Added to the process's niceness.
    """

    camera: str
    zone_id: str
    codec: Codec
    begin_at: datetime
    end_at: datetime
    parent_pid: int
    model_file: str | None
    model_family: str | None
    threshold: float
    width_px: int
    fps: float
    look_every_s: float
    crf: int
    most_kbps: int
    memory_bytes: int
    nice: int

    def encode(self, units: Sequence[ClipUnit]) -> Iterator[bytes]:
        """Yield what goes to the child: one line, then the pictures one after the other."""
        head = asdict(self) | {
            "begin_at": self.begin_at.isoformat(),
            "end_at": self.end_at.isoformat(),
            "units": [[unit.captured_at.isoformat(), len(unit.data)] for unit in units],
        }
        yield json.dumps(head).encode() + b"\n"
        for unit in units:
            yield unit.data

    @classmethod
    def read(cls, stream: BinaryIO) -> tuple[ClipRequest, list[ClipUnit]]:
        """Read what the parent wrote.

        Raises:
            ValueError: it is cut off, or no JSON.
            TypeError: a field is missing or unknown.
        """
        fields = json.loads(stream.readline(MAX_HEAD_BYTES))
        sizes = fields.pop("units")
        fields["codec"] = Codec(fields["codec"])
        for name in ("begin_at", "end_at"):
            fields[name] = datetime.fromisoformat(fields[name])
        units = []
        for at, size in sizes:
            data = stream.read(size)
            if len(data) != size:
                raise ValueError("the request is cut off")
            units.append(ClipUnit(datetime.fromisoformat(at), data))
        return cls(**fields), units
