"""What was decoded, when, and how late: for statistics."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ingest.worker.camera_samples import CameraSamples
from ingest.worker.latency_histogram import LatencyHistogram
from sharp_eyes.clock import Clock


class SampleLog:
    """Counts decoded frames by camera; what it takes does not grow with time.

    Args:
        clock: Tells since when a sample is expected.

    Attributes:
        latency: From capture to decoded, of all cameras together.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.latency = LatencyHistogram()
        self._cameras: dict[str, CameraSamples] = {}
        self._every_s: dict[str, float] = {}

    def expect(self, every_s: Mapping[str, float]) -> None:
        """Set the interval asked for, by camera; others are forgotten."""
        now = self._clock.now()
        self._every_s = dict(every_s)
        self._cameras = {
            camera_id: self._cameras.get(camera_id) or CameraSamples() for camera_id in every_s
        }
        for camera_id, interval_s in every_s.items():
            self._cameras[camera_id].expect(interval_s, now)

    def add(self, camera_id: str, captured_at: datetime, decoded_at: datetime) -> None:
        """Count a decoded frame; of a camera that nothing is expected of it is passed over."""
        samples = self._cameras.get(camera_id)
        if samples is not None:
            self.latency.add(samples.add(captured_at, decoded_at))

    def looked(self, camera_id: str, detector: str) -> None:
        """Count a finished look."""
        samples = self._cameras.get(camera_id)
        if samples is not None:
            samples.looks[detector] += 1

    def of(self, camera_id: str) -> CameraSamples:
        """Return a camera's samples, empty ones where there are none."""
        return self._cameras.get(camera_id) or CameraSamples()

    def expected(self, camera_id: str, ran_s: float) -> int:
        """Return how many samples of a camera there should be.

        From its first one on; of a camera that never gave one, since the start.

        Args:
            camera_id: 20 digits.
            ran_s: How long the worker ran.
        """
        samples = self._cameras.get(camera_id)
        if samples is None:
            return 0
        if samples.samples:
            return samples.expected(self._clock.now())
        every_s = self._every_s.get(camera_id, 0.0)
        return int(ran_s / every_s) if every_s > 0 else 0

    def expected_per_s(self) -> float:
        """Return how many samples a second are asked for in all."""
        return sum(1.0 / every_s for every_s in self._every_s.values() if every_s > 0)
