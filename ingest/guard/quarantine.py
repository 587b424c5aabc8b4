"""Cameras whose pictures are decoded in a process of their own, since one ended the worker's."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from ingest.camera_source import CameraSource
from ingest.rtsp.rtsp_url import redact
from sharp_eyes.clock import Clock

_log = structlog.get_logger(__name__)

HELD_FOR = timedelta(hours=24)
"""A camera may have been restarted or repaired meanwhile; if not, it comes back for another day."""
_CLOCK_SLACK = timedelta(minutes=5)
"""Entries from the future (the clock was wrong then, or is now) would stay for ever."""
MAX_FILE_BYTES = 4 << 20


class QuarantinedCamera(BaseModel):
    """One camera in the file.

    Attributes:
        at: When its key frame was last in a decoder that ended the process, UTC.
        count: How often so far.
        stream: Which stream that was (a digest of its address, without a password), as soon as a
            worker saw the camera; another stream is no longer quarantined.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: AwareDatetime
    count: int = Field(ge=1)
    stream: str | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    cameras: dict[str, QuarantinedCamera] = Field(default_factory=dict)


class Quarantine(Collection[str]):
    """The cameras in quarantine, kept in a file; what it holds is asked anew at each look.

    A camera leaves it after ``HELD_FOR``, or when its entry in the registry changes. The guard
    adds while no worker lives, the worker reviews while the guard waits: one writer at a time.

    Args:
        path: JSON file in the state folder; made when the first camera comes in.
        clock: For the time in it.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._cameras: dict[str, QuarantinedCamera] = self._read()

    def __contains__(self, camera_id: object) -> bool:
        """Tell whether a camera is to be decoded apart."""
        entry = self._cameras.get(camera_id) if isinstance(camera_id, str) else None
        return entry is not None and self._in_force(entry)

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of cameras in quarantine."""
        return (key for key, entry in self._cameras.items() if self._in_force(entry))

    def __len__(self) -> int:
        """Count the cameras in quarantine."""
        return sum(1 for _ in self)

    def entries(self) -> Mapping[str, QuarantinedCamera]:
        """Return what is known of each camera in quarantine."""
        return {key: self._cameras[key] for key in self}

    def add(self, camera_ids: Iterable[str]) -> bool:
        """Take cameras in, or prolong their stay.

        Returns:
            Whether one of them is new; if none is, decoding apart did not help.
        """
        new = False
        for camera_id in camera_ids:
            known = self._cameras.get(camera_id)
            new = new or known is None or not self._in_force(known)
            self._cameras[camera_id] = QuarantinedCamera(
                at=self._clock.now(),
                count=known.count + 1 if known else 1,
                stream=known.stream if known else None,
            )
        self._write()
        return new

    def review(self, sources: Sequence[CameraSource]) -> None:
        """Let go cameras whose stream is another one now, or whose time is over.

        Args:
            sources: All cameras of the worker.
        """
        streams = {source.id: _digest(source) for source in sources}
        kept: dict[str, QuarantinedCamera] = {}
        for camera_id, entry in self._cameras.items():
            stream = streams.get(camera_id)
            changed = stream is not None and entry.stream not in (None, stream)
            if changed or not self._in_force(entry):
                _log.info("camera leaves the quarantine", camera=camera_id)
                continue
            kept[camera_id] = entry.model_copy(update={"stream": stream or entry.stream})
        if kept != self._cameras:
            self._cameras = kept
            self._write()

    def _in_force(self, entry: QuarantinedCamera) -> bool:
        now: datetime = self._clock.now()
        return now - HELD_FOR < entry.at <= now + _CLOCK_SLACK

    def _read(self) -> dict[str, QuarantinedCamera]:
        try:
            with self._path.open("rb") as file:
                data = file.read(MAX_FILE_BYTES + 1)
        except FileNotFoundError:
            return {}
        except OSError as error:
            _log.warning("the quarantine list cannot be read", error=str(error))
            return {}
        try:
            return dict(_File.model_validate_json(data[:MAX_FILE_BYTES]).cameras)
        except ValidationError:
            # Nothing that could not be learnt again: it costs a restart of the worker per camera.
            _log.warning("the quarantine list is damaged, a new one is begun", file=str(self._path))
            return {}

    def _write(self) -> None:
        partial = self._path.with_name(self._path.name + ".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(_File(cameras=self._cameras).model_dump_json(indent=1) + "\n")
            partial.replace(self._path)
        except OSError as error:
            # It holds for this run all the same.
            _log.warning("the quarantine list cannot be written", error=str(error))


def _digest(source: CameraSource) -> str:
    parts = (redact(source.url), source.username or "", source.certificate_sha256 or "")
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
