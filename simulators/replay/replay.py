"""Runs a recording through a camera's detectors."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from random import Random

from detectors.finding import Finding
from detectors.pipeline import CameraDetectors
from sharp_eyes.alert.phase import Phase
from sharp_eyes.clock import ManualClock
from sharp_eyes.identifiers import UlidSource
from sharp_eyes.registry.camera import Camera
from simulators.replay.recording import BEGINNING, ReplayedFrame
from simulators.replay.replay_result import ReplayResult
from simulators.replay.replayed_incident import ReplayedIncident

SavePicture = Callable[[str, bytes], str]

_SEED = 1


class Replay:
    """One camera's detectors over one recording.

    The detectors' own intervals decide which pictures they see, on the recording's time.

    Args:
        camera: Where it looks and against which limits.
        detectors: The camera's detectors.
        save_picture: Takes a picture's sha256 and JPEG bytes, returns the file's name.
        every_frame_is_a_visit: Whether each picture is a whole visit of the construction
            detector (``--every``), whatever the camera's own interval.
    """

    def __init__(
        self,
        camera: Camera,
        detectors: CameraDetectors,
        save_picture: SavePicture,
        *,
        every_frame_is_a_visit: bool = False,
    ) -> None:
        self._analytics = camera.analytics
        self._detectors = detectors
        self._save_picture = save_picture
        self._every_frame_is_a_visit = every_frame_is_a_visit
        self._clock = ManualClock(start=BEGINNING)
        self._ids = UlidSource(self._clock, Random(_SEED))
        self._open: dict[tuple[str, str], ReplayedIncident] = {}
        self._result = ReplayResult()

    def run(self, frames: Iterable[ReplayedFrame]) -> ReplayResult:
        """Look at all pictures.

        Args:
            frames: In the order of their capture times.
        """
        next_crowd = next_visit = BEGINNING
        for frame in frames:
            self._clock.advance(max(0.0, (frame.captured_at - self._clock.now()).total_seconds()))
            self._result.frames += 1
            self._result.last_at = frame.captured_at
            if self._detectors.watches_crowd and frame.captured_at >= next_crowd:
                next_crowd = frame.captured_at + timedelta(seconds=self._analytics.crowd_every_s)
                self._look_crowd(frame)
            if self._detectors.watches_construction:
                next_visit = self._visit(frame, next_visit)
        return self._result

    def _look_crowd(self, frame: ReplayedFrame) -> None:
        began_s = time.process_time()
        findings = self._detectors.look_crowd(frame.image, frame.captured_at)
        self._result.note_look("crowd", time.process_time() - began_s)
        self._result.counts += [
            float(observation.people) for observation in self._detectors.crowd_observations
        ]
        self._take(findings)

    def _visit(self, frame: ReplayedFrame, due: datetime) -> datetime:
        """Gather a visit's pictures once it is due; finish it with the last of them."""
        if not self._every_frame_is_a_visit and frame.captured_at < due:
            return due
        began_s = time.process_time()
        self._detectors.visit_frame(frame.image)
        wanted = 1 if self._every_frame_is_a_visit else self._analytics.frames_per_visit
        if self._detectors.frames_waiting < wanted:
            self._result.note_time("construction", time.process_time() - began_s)
            return due
        findings = self._detectors.look_construction(frame.captured_at)
        self._result.note_look("construction", time.process_time() - began_s)
        self._take(findings)
        return frame.captured_at + timedelta(seconds=self._analytics.construction_every_s)

    def _take(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            key = (finding.key.kind.value, finding.zone_id)
            if finding.phase is Phase.NEW:
                incident = ReplayedIncident(
                    self._ids.new(),
                    finding.key.kind.value,
                    finding.zone_id,
                    finding.captured_at,
                    None,
                    int(finding.severity),
                    finding.measurement.value,
                    finding.measurement.unit,
                )
                self._open[key] = incident
                self._result.incidents.append(incident)
            else:
                incident = self._open[key]
            incident.severity = max(incident.severity, int(finding.severity))
            incident.peak = max(incident.peak, finding.measurement.value)
            incident.evidence += [
                self._save_picture(picture.sha256, picture.jpeg) for picture in finding.pictures
            ]
            if finding.phase is Phase.END:
                incident.end = finding.captured_at
                del self._open[key]
