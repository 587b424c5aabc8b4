"""Runs a source through a camera's detectors."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from random import Random

import numpy as np

from detectors.crowd.counted_people import counted_people
from detectors.evidence.evidence_picture import EvidencePicture
from detectors.finding import Finding
from detectors.pipeline import CameraDetectors
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.phase import Phase
from sharp_eyes.clock import ManualClock
from sharp_eyes.identifiers import UlidSource
from sharp_eyes.registry.analytics import Analytics
from simulators.replay.area_look import AreaLook
from simulators.replay.box_look import BoxLook
from simulators.replay.crowd_look import CrowdLook
from simulators.replay.evidence_file import EvidenceFile
from simulators.replay.low_is_bad import LOW_IS_BAD
from simulators.replay.outlined_change import OutlinedChange
from simulators.replay.replayed_incident import ReplayedIncident
from simulators.replay.run_record import RunRecord
from simulators.replay.source.replayed_picture import BEGINNING, ReplayedPicture
from simulators.replay.visit_plan import VisitPlan

SavePicture = Callable[[EvidencePicture], str]
"""Writes a picture, returns the name it goes by in the report."""


class Replay:
    """One camera's detectors over one source.

    The detectors' own intervals decide which pictures they see, on the source's time.

    Args:
        analytics: How often the camera looks.
        detectors: The camera's detectors.
        wanted: Which of them look: ``crowd``, ``construction``, ``diagnosis``.
        save_picture: Keeps evidence.
        seed: Of the incidents' ids; another one for each source.
        each_is_a_visit: Whether each picture is a whole visit and a look (``--every``), whatever
            the camera's own intervals.
        cpu_s: Reads the processor time spent so far, seconds.
    """

    def __init__(
        self,
        analytics: Analytics,
        detectors: CameraDetectors,
        wanted: Iterable[str],
        save_picture: SavePicture,
        *,
        seed: str = "0",
        each_is_a_visit: bool = False,
        cpu_s: Callable[[], float] = time.process_time,
    ) -> None:
        self._analytics = analytics
        self._detectors = detectors
        self._wanted = frozenset(wanted)
        self._save_picture = save_picture
        self._each = each_is_a_visit
        self._cpu_s = cpu_s
        self._random = Random(seed)
        self._clock = ManualClock(start=BEGINNING)
        self._ids = UlidSource(self._clock, self._random)
        self._open: dict[tuple[str, str], ReplayedIncident] = {}
        self._due: dict[str, datetime] = {}
        self._plan = VisitPlan(
            analytics.construction_every_s, analytics.frames_per_visit, self._each
        )
        self.record = RunRecord()

    def run(self, pictures: Iterable[ReplayedPicture], *, stills: bool = False) -> RunRecord:
        """Look at all pictures; Ctrl-C ends it early, and what was seen stays.

        Args:
            pictures: In the order of their capture times.
            stills: Whether a visit that the last picture leaves unfinished is looked at too.
        """
        record = self.record
        try:
            for picture in pictures:
                at = picture.captured_at
                if record.begin is None:
                    record.begin = at
                    self._clock = ManualClock(start=at)
                    self._ids = UlidSource(self._clock, self._random)
                record.size = (picture.image.shape[1], picture.image.shape[0])
                record.pictures += 1
                record.last = at
                self._clock.advance(max(0.0, (at - self._clock.now()).total_seconds()))
                self._look(picture)
        except KeyboardInterrupt:
            record.stopped = True
        waiting = self._plan.waiting
        if stills and waiting is not None and not record.stopped:
            self._finish_visit(waiting)
        return record

    def _look(self, picture: ReplayedPicture) -> None:
        detectors, analytics = self._detectors, self._analytics
        # First, as in the worker: what is blind sees nothing.
        if (
            "diagnosis" in self._wanted
            and detectors.watches_diagnosis
            and self._is_due("diagnosis", picture, analytics.diagnosis_every_s)
        ):
            self._diagnose(picture)
        if (
            "crowd" in self._wanted
            and detectors.watches_crowd
            and not detectors.blind
            and self._is_due("crowd", picture, analytics.crowd_every_s)
        ):
            self._look_crowd(picture)
        if "construction" in self._wanted and detectors.watches_construction:
            self._visit(picture)

    def _is_due(self, detector: str, picture: ReplayedPicture, every_s: float) -> bool:
        if picture.ends_visit is False:
            return False
        at = picture.captured_at
        if not self._each and at < self._due.get(detector, at):
            return False
        self._due[detector] = at + timedelta(seconds=every_s)
        return True

    def _diagnose(self, picture: ReplayedPicture) -> None:
        began_s = self._cpu_s()
        findings = self._detectors.look_diagnosis(picture.image, picture.captured_at)
        self.record.note_look("diagnosis", self._cpu_s() - began_s)
        self._take(findings)

    def _look_crowd(self, picture: ReplayedPicture) -> None:
        began_s = self._cpu_s()
        findings = self._detectors.look_crowd(picture.image, picture.captured_at)
        self.record.note_look("crowd", self._cpu_s() - began_s)
        self._take(findings)
        time_s = self.record.time_s(picture.captured_at)
        for seen in self._detectors.crowd_observations:
            self.record.crowd.setdefault(seen.zone_id, []).append(
                CrowdLook(
                    picture.number,
                    picture.label,
                    time_s,
                    int(seen.people),
                    float(seen.smoothed),
                    seen.at_least,
                    seen.density,
                    seen.peak_density,
                )
            )
            self._observed(
                IncidentKind.CROWD,
                seen.zone_id,
                {
                    "people": float(seen.smoothed),
                    "density": seen.density,
                    "peak_density": seen.peak_density,
                },
                at_least=seen.at_least,
            )
        detections = self._detectors.crowd_detections
        if detections is not None:
            people = detections.people(0.0)
            height, width = picture.image.shape[:2]
            counted = counted_people(detections, self._analytics.person_threshold).people.boxes
            chosen = {box.tobytes() for box in counted}
            self.record.boxes.append(
                BoxLook(
                    picture.number,
                    width,
                    height,
                    people.boxes,
                    people.scores,
                    np.array([box.tobytes() in chosen for box in people.boxes], np.bool_),
                )
            )

    def _visit(self, picture: ReplayedPicture) -> None:
        step = self._plan.step(picture)
        if step.finish_before is not None:
            self._finish_visit(step.finish_before)
        if step.take:
            began_s = self._cpu_s()
            self._detectors.visit_frame(picture.image)
            self.record.note_time("construction", self._cpu_s() - began_s)
        if step.finish_after:
            self._finish_visit(picture.captured_at)

    def _finish_visit(self, at: datetime) -> None:
        if self._detectors.blind or self._detectors.hidden:
            return
        began_s = self._cpu_s()
        findings = self._detectors.look_construction(at)
        self.record.note_look("construction", self._cpu_s() - began_s)
        time_s = self.record.time_s(at)
        # A visit whose frames were all blind finds nothing, and the observations are older.
        found = [
            seen for seen in self._detectors.construction_observations if seen.captured_at == at
        ]
        for seen in found:
            self.record.areas.setdefault(seen.zone_id, []).append(
                AreaLook(time_s, seen.changed_share, str(seen.outcome))
            )
        self._take(findings)
        width, height = self.record.size
        for seen in found:
            incident = self._open.get((IncidentKind.CONSTRUCTION.value, seen.zone_id))
            if incident is None:
                continue
            if incident.unit == "share of picture":
                self._observed(
                    IncidentKind.CONSTRUCTION, seen.zone_id, {"changed_area": seen.changed_share}
                )
            # Outlines lie on the reference; the shift brings them back onto this picture.
            right, down = seen.shift[0], seen.shift[1] * width / height
            incident.outlines += [
                OutlinedChange(time_s, tuple((u - right, v - down) for u, v in outline))
                for outline in seen.outlines
            ]

    def _observed(
        self,
        kind: IncidentKind,
        zone: str,
        values: Mapping[str, float | None],
        *,
        at_least: bool = False,
    ) -> None:
        """Note what a look measured of an open incident: updates tell only of some looks."""
        incident = self._open.get((kind.value, zone))
        value = None if incident is None else values.get(incident.quantity)
        if incident is not None and value is not None and value > incident.peak:
            incident.peak, incident.at_least = value, at_least

    def _take(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            key = (finding.key.kind.value, finding.zone_id)
            if finding.phase is Phase.NEW:
                incident = self._opened(finding)
                self._open[key] = incident
            else:
                incident = self._open[key]
            measured = finding.measurement
            incident.severity = max(incident.severity, int(finding.severity))
            if measured.quantity == incident.quantity and _worse(measured, incident.peak):
                incident.peak = measured.value
                incident.at_least = measured.at_least
            incident.evidence += [
                EvidenceFile(self._save_picture(picture), picture.role.value, finding.captured_at)
                for picture in finding.pictures
            ]
            if finding.phase is Phase.UPDATE:
                incident.updates += 1
            if finding.phase is Phase.END:
                incident.end = finding.captured_at
                incident.end_reason = finding.reason.value if finding.reason else None
                del self._open[key]

    def _opened(self, finding: Finding) -> ReplayedIncident:
        measured = finding.measurement
        incident = ReplayedIncident(
            incident_id=self._ids.new(),
            kind=finding.key.kind.value,
            zone=finding.zone_id,
            start=finding.captured_at,
            severity=int(finding.severity),
            quantity=measured.quantity,
            peak=measured.value,
            unit=measured.unit,
            limit=measured.limit,
            at_least=measured.at_least,
        )
        self.record.incidents.append(incident)
        self.record.methods.setdefault(incident.kind, finding.model)
        return incident


def _worse(measured: Measurement, than: float) -> bool:
    if measured.quantity in LOW_IS_BAD:
        return measured.value < than
    return measured.value > than
