"""Whose last seconds are kept in memory."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from ingest.worker.clips.clip_settings import ClipSettings
from ingest.worker.clips.tap_source import TapSource
from sharp_eyes.clock import Clock

_log = structlog.get_logger(__name__)

WAITING = float("inf")
"""The nearness of a camera whose clip is waited for: its ring goes last."""
_STAY = 0.5
"""A ring that is filled already outranks one a little nearer to its limit that would be empty."""
_BYTES_PER_KBIT = 125


class TapKeeper:
    """Taps the cameras nearest to an incident, as far as the memory for it reaches.

    Args:
        frames: Taps.
        settings: The memory, and how long taps stay.
        clock: Time.
    """

    def __init__(self, frames: TapSource, settings: ClipSettings, clock: Clock) -> None:
        self._frames = frames
        self._settings = settings
        self._clock = clock
        self._near: dict[str, tuple[float, float]] = {}  # camera → nearness, until when
        self._tapped: dict[str, int] = {}
        self._out: set[str] = set()

    @property
    def held_bytes(self) -> int:
        """The most that all rings together can hold now."""
        return sum(self._tapped.values())

    def is_tapped(self, camera_id: str) -> bool:
        """Tell whether a camera's last seconds are kept."""
        return camera_id in self._tapped

    def look(self, nearness: Mapping[str, float]) -> None:
        """Tap and untap.

        Args:
            nearness: Camera → share of its limit, ``WAITING`` where a clip is waited for; of all
                cameras that may be tapped. One that is not in it loses its tap at once.
        """
        now_s = self._clock.monotonic_s()
        for camera_id, share in nearness.items():
            if share >= self._settings.near_share:
                self._near[camera_id] = share, now_s + self._settings.linger_s
        for camera_id, (_share, until_s) in list(self._near.items()):
            if camera_id not in nearness or until_s < now_s:
                del self._near[camera_id]
        chosen = self._chosen()
        for camera_id in self._tapped.keys() - chosen.keys():
            self._frames.tap(camera_id, 0)
        for camera_id in chosen.keys() - self._tapped.keys():
            self._frames.tap(camera_id, chosen[camera_id])
        self._tapped = chosen
        self._note(self._near.keys() - chosen.keys())

    def close(self) -> None:
        """Let go of everything."""
        self.look({})

    def _chosen(self) -> dict[str, int]:
        left = self._settings.memory_bytes
        chosen: dict[str, int] = {}
        for camera_id in sorted(self._near, key=self._rank):
            size = self._tapped.get(camera_id)
            if size is None:
                if left < self._settings.least_ring_bytes:
                    continue
                size = self._ring_bytes(self._frames.bitrate_kbps(camera_id) or 0.0)
            if size <= left:
                chosen[camera_id] = size
                left -= size
        return chosen

    def _rank(self, camera_id: str) -> tuple[float, str]:
        stays = _STAY if camera_id in self._tapped else 0.0
        return -(self._near[camera_id][0] + stays), camera_id

    def _ring_bytes(self, bitrate_kbps: float) -> int:
        settings = self._settings
        wanted = bitrate_kbps * _BYTES_PER_KBIT * settings.keep_s * settings.bitrate_reserve
        return int(min(max(wanted, settings.least_ring_bytes), settings.most_ring_bytes))

    def _note(self, out: set[str]) -> None:
        if out and not self._out:
            _log.warning(
                "no room for the last seconds of all crowded cameras; some incidents get no clip",
                cameras=len(out),
                memory_bytes=self._settings.memory_bytes,
                next_step="raise --clip-memory",
            )
        elif self._out and not out:
            _log.info("there is room for the last seconds of all crowded cameras again")
        self._out = out
