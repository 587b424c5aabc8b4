"""Replays sources one after the other and puts the report together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from detectors.construction.works_sight import WorksSight
from detectors.crowd.people_mapper import PeopleMapper
from detectors.models.object_model import ObjectModel
from detectors.pipeline import CameraDetectors
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import BadInput, SharpEyesError
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.place_type import PlaceType
from simulators.replay.camera.chosen_camera import ChosenCamera
from simulators.replay.problem import Problems
from simulators.replay.progress_line import ProgressLine
from simulators.replay.replay import Replay, SavePicture
from simulators.replay.report.build import ReplayedSource, build_report
from simulators.replay.report.report import Report
from simulators.replay.report.timing_report import TimingReport
from simulators.replay.run_record import RunRecord
from simulators.replay.scoring.evaluation import KINDS, evaluate
from simulators.replay.source.replay_source import ReplaySource
from simulators.replay.source.replayed_picture import BEGINNING, ReplayedPicture
from simulators.replay.truth.truth import Truth
from simulators.replay.truth.truth_file import TruthFile


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that gave nothing.

    Attributes:
        name: Of the source.
        error: Why.
    """

    name: str
    error: SharpEyesError


@dataclass(slots=True)
class SessionResult:
    """What a session gave.

    Attributes:
        report: The report of all sources that gave anything; none when no source did.
        failures: Sources that gave nothing.
        stopped: Whether somebody ended it early.
        look_every_s: Longest time between two looks of any detector, seconds.
    """

    report: Report | None = None
    failures: list[Failure] = field(default_factory=list)
    stopped: bool = False
    look_every_s: float = 1.0


class ReplaySession:
    """Each source with detectors of its own: nothing of one is carried over to the next.

    Args:
        wanted: Names of the detectors.
        model: The object model, which also finds the people to mask; none where only the picture
            diagnosis looks.
        choose_camera: Says whose zones and limits hold for a source.
        save_picture: Keeps evidence.
        progress: Told how far it is.
        clock: Measures what it took.
        density: Counts people where boxes no longer can, or none.
        sight: Tells works from all else that is new, or none.
        every: Time between two visits, or none for the sources' own time.
        cpu_s: Reads the processor time spent so far, seconds.
    """

    def __init__(
        self,
        wanted: Sequence[str],
        model: ObjectModel | None,
        choose_camera: Callable[[ReplaySource], ChosenCamera],
        save_picture: SavePicture,
        progress: ProgressLine,
        clock: Clock,
        *,
        density: PeopleMapper | None = None,
        sight: WorksSight | None = None,
        every: timedelta | None = None,
        cpu_s: Callable[[], float] = time.process_time,
    ) -> None:
        self._wanted = tuple(wanted)
        self._model = model
        self._choose_camera = choose_camera
        self._save_picture = save_picture
        self._progress = progress
        self._clock = clock
        self._density = density
        self._sight = sight
        self._every = every
        self._cpu_s = cpu_s

    def run(
        self, sources: Sequence[ReplaySource], truths: Mapping[str, Sequence[TruthFile]]
    ) -> SessionResult:
        """Replay all sources; one that cannot be read takes no other along.

        Args:
            sources: In the order of the report.
            truths: Truth files by the source's name.

        Raises:
            BadInput: a camera has nothing for the wanted detectors to look at, or a truth file
                names a zone that its camera does not have.
        """
        began_s, began_cpu_s = self._clock.monotonic_s(), self._cpu_s()
        result = SessionResult()
        cameras = [self._choose_camera(source) for source in sources]
        for source, chosen in zip(sources, cameras, strict=True):
            check_camera(chosen.camera, self._wanted)
            for file in truths.get(source.name, ()):
                check_zones(file, chosen.camera, self._wanted)
        replayed: list[ReplayedSource] = []
        records: list[RunRecord] = []
        for number, (source, chosen) in enumerate(zip(sources, cameras, strict=True)):
            try:
                record = self._replay(source, chosen, number)
            except SharpEyesError as error:
                result.failures.append(Failure(source.name, error))
                continue
            records.append(record)
            if record.pictures:
                replayed.append(self._evaluated(source, chosen.camera, record, truths))
            if record.stopped:
                result.stopped = True
                break
        if replayed:
            # The threshold of the first camera: with --camera and --config all have the same.
            threshold = replayed[0].camera.analytics.person_threshold
            name = None if self._model is None else self._model.name(threshold)
            timing = _timing(
                records, self._clock.monotonic_s() - began_s, self._cpu_s() - began_cpu_s
            )
            result.report = build_report(
                replayed,
                self._wanted,
                name,
                None if self._density is None else self._density.name(),
                timing,
            )
            result.look_every_s = max(
                _look_every_s(source.camera, self._wanted) for source in replayed
            )
        return result

    def _replay(self, source: ReplaySource, chosen: ChosenCamera, number: int) -> RunRecord:
        camera = chosen.camera
        detectors = CameraDetectors(
            camera,
            chosen.permits,
            self._model,
            protected_land=chosen.protected_land,
            density=self._density,
            sight=self._sight,
        )
        replay = Replay(
            camera.analytics,
            detectors,
            self._wanted,
            self._save_picture,
            seed=f"replay {number}",
            each_is_a_visit=self._every is not None,
            cpu_s=self._cpu_s,
        )
        self._progress.begin(source.name)
        record = replay.run(self._told(source, replay), stills=source.stills)
        self._progress.end()
        return record

    def _told(self, source: ReplaySource, replay: Replay) -> Iterator[ReplayedPicture]:
        for picture in source.pictures():
            yield picture
            record = replay.record
            self._progress.advance(record.pictures, source.total, record.seconds)

    def _evaluated(
        self,
        source: ReplaySource,
        camera: Camera,
        record: RunRecord,
        truths: Mapping[str, Sequence[TruthFile]],
    ) -> ReplayedSource:
        truth = source.truth()
        for file in truths.get(source.name, ()):
            if truth is None:
                truth = Truth()
            told = file.truth(record.begin or BEGINNING)
            truth.add(told)
            if not record.stopped:
                _note_what_was_not_shown(told, file.name, record.seconds, source.problems)
        evaluation = evaluate(record, camera, truth, self._wanted)
        return ReplayedSource(source.name, camera, evaluation, source.problems)


def _note_what_was_not_shown(truth: Truth, file: str, seconds: float, problems: Problems) -> None:
    """Say which true incidents begin after the last picture: frames taken for seconds, say."""
    for incident in truth.incidents:
        if incident.start_s > seconds:
            start = f"{incident.start_s:g} s"
            problems.note(
                file,
                Bilingual(
                    f"{incident.kind} {incident.name} 始于 {start}，在最后一幅图片（{seconds:g} s）"
                    "之后，不计入（时间以秒计，不是帧号）",
                    f"{incident.kind} {incident.name} begins at {start}, after the last picture "
                    f"({seconds:g} s), and is left out; times are seconds, not frames",
                ),
            )


def check_camera(camera: Camera, wanted: Sequence[str]) -> None:
    """Make sure that there is anything to look at, before anything is read.

    Raises:
        BadInput: the camera's place type keeps analytics off, it is disabled, or it has no zone
            for any of the wanted detectors.
    """
    analytics = camera.analytics
    kinds = {zone.kind for zone in camera.active_zones}
    allowed = camera.enabled and camera.place_type.analytics_allowed
    if kinds & set(wanted) or (allowed and analytics.diagnosis and "diagnosis" in wanted):
        return
    if not camera.enabled:
        reason = Bilingual("已停用", "is disabled")
        step = Bilingual("设 enabled: true", "set enabled: true")
    elif not camera.place_type.analytics_allowed:
        reason = Bilingual(
            f"场所类型为 {camera.place_type.value}，不作任何分析",
            f"has the place type {camera.place_type.value}, which keeps all detectors off",
        )
        step = (
            Bilingual("写明 place_type，如 road", "say which place it is, such as place_type: road")
            if camera.place_type is PlaceType.UNKNOWN
            else Bilingual(
                "此类场所不得分析，换一段录像",
                "no detector looks at such a place; replay another recording",
            )
        )
    else:
        reason = Bilingual(
            f"没有可供 {','.join(wanted)} 检测的区域", f"has no zone for {','.join(wanted)}"
        )
        step = Bilingual("在 analytics.zones 中加区域", "add one to analytics.zones")
    raise BadInput(
        Bilingual(f"摄像机 {camera.id} {reason.zh}", f"camera {camera.id} {reason.en}"),
        next_step=step,
        camera=camera.id,
    )


def check_zones(file: TruthFile, camera: Camera, wanted: Sequence[str]) -> None:
    """Make sure that a truth file speaks of the camera's zones: a slip would make all of it wrong.

    Raises:
        BadInput: it names another zone.
    """
    known = sorted(zone.id for zone in camera.analytics.zones)
    unknown = sorted(file.zones({KINDS[detector] for detector in wanted}) - set(known))
    if unknown:
        names, there = ", ".join(unknown), ", ".join(known)
        raise BadInput(
            Bilingual(
                f"{file.name}：摄像机没有区域 {names}",
                f"{file.name}: the camera has no zone {names}",
            ),
            next_step=Bilingual(f"区域：{there}", f"its zones are: {there}"),
            file=file.name,
        )


def _look_every_s(camera: Camera, wanted: Sequence[str]) -> float:
    analytics = camera.analytics
    intervals = {
        "crowd": analytics.crowd_every_s,
        "construction": analytics.construction_every_s,
        "diagnosis": analytics.diagnosis_every_s,
    }
    return max(intervals[detector] for detector in wanted)


def _timing(records: Sequence[RunRecord], wall_s: float, cpu_s: float) -> TimingReport:
    spent: dict[str, float] = {}
    looks: dict[str, int] = {}
    for record in records:
        for detector, seconds in record.cpu_s.items():
            spent[detector] = spent.get(detector, 0.0) + seconds
            looks[detector] = looks.get(detector, 0) + record.looks.get(detector, 0)
    recorded_s = sum(record.seconds for record in records)
    return TimingReport(
        cpu_ms_per_look={
            detector: round(1000.0 * seconds / max(1, looks[detector]), 3)
            for detector, seconds in sorted(spent.items())
        },
        cpu_s=round(cpu_s, 3),
        wall_s=round(wall_s, 3),
        times_real_time=round(recorded_s / wall_s, 2) if wall_s > 0 else None,
    )
