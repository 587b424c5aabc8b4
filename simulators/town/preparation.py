"""From registry and plan to clips on disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from urllib.parse import unquote, urlsplit

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, MissingPart
from sharp_eyes.registry.registry import Registry
from simulators.clips.clip import Clip
from simulators.clips.clip_cache import ClipCache
from simulators.clips.clip_source import ClipSource
from simulators.clips.encoding import Encoding
from simulators.clips.workshop import Order, Report, Workshop
from simulators.footage.footage_source import SUFFIXES, FootageSource
from simulators.footage.stamped_source import StampedSource
from simulators.footage.vtest import NAME as VTEST
from simulators.footage.vtest import find_vtest
from simulators.scenes.scene_source import SceneSource
from simulators.town.plan import CameraPlan, TownPlan
from simulators.town.town_camera import TownCamera


@dataclass(frozen=True, slots=True)
class _Wanted:
    camera_id: str
    path: str
    plan: CameraPlan
    source: ClipSource


@dataclass(slots=True)
class Preparation:
    """Makes all clips of a town.

    Attributes:
        registry: The cameras; those with an rtsp:// sub stream are simulated.
        plan: What they show.
        cache: Folder for clips and downloads.
        encoding: Of all clips.
        speed: Scene seconds per second; generated scenes only.
        stamp: Whether camera id and frame number are drawn into the pictures.
        footage: Folder of recordings that take the place of the planned ones.
        report: Told about progress.
        workers: Processes at once.
    """

    registry: Registry
    plan: TownPlan
    cache: Path
    report: Report
    encoding: Encoding = field(default_factory=Encoding)
    speed: float = 1.0
    stamp: bool = False
    footage: Path | None = None
    workers: int | None = None

    def run(self, stop: Event | None = None) -> list[TownCamera]:
        """Make what is missing and return the cameras. Blocks; run it in a thread.

        Args:
            stop: Set by another thread to give up.

        Raises:
            BadInput: No camera can be simulated, or a source cannot be used.
            MissingPart: The folder of recordings is not there or holds none.
            TryAgain: It was told to stop.
        """
        wanted = self._wanted()
        folder = self.cache / "clips"
        workshop = Workshop(folder, self.report, self.workers)
        clips = workshop.make_all([Order(w.source, self.encoding) for w in wanted], stop)
        if self.stamp:
            clips = workshop.make_all(
                [
                    Order(self._stamped(folder, w, clip), self.encoding)
                    for w, clip in zip(wanted, clips, strict=True)
                ],
                stop,
            )
        return [
            TownCamera(w.camera_id, w.path, w.source.label, clip, w.plan.start_s, w.plan.loop)
            for w, clip in zip(wanted, clips, strict=True)
        ]

    def _stamped(self, folder: Path, wanted: _Wanted, clip: Clip) -> StampedSource:
        name = ClipCache(folder).name_of(wanted.source, self.encoding)
        return StampedSource(clip, name, wanted.camera_id)

    def _wanted(self) -> list[_Wanted]:
        recordings = self._recordings()
        vtest: Path | None = None
        asked = False
        wanted = []
        for position, camera in enumerate(self.registry.cameras):
            parts = urlsplit(camera.streams.sub)
            if parts.scheme != "rtsp":
                continue
            plan = self.plan.of(camera.id, position)
            if plan.scene is not None:
                source: ClipSource = SceneSource(plan.scene, plan.seed, self.speed)
            elif recordings:
                named = next((f for f in recordings if f.name == plan.footage), recordings[0])
                recordings = [f for f in recordings if f != named] + [named]
                source = FootageSource.of(named)
            else:
                if plan.footage == VTEST and not asked:
                    vtest, asked = find_vtest(self.cache / "footage"), True
                if plan.footage == VTEST and vtest is not None:
                    source = FootageSource.of(vtest)
                else:
                    source = SceneSource(plan.otherwise.scene, plan.otherwise.seed, self.speed)
                    plan = plan.model_copy(update={"loop": True})
            wanted.append(_Wanted(camera.id, unquote(parts.path).rstrip("/"), plan, source))
        if not wanted:
            raise BadInput(
                Bilingual("台账中没有 rtsp:// 摄像机", "the registry has no camera with rtsp://"),
                next_step=Bilingual("请检查 --registry", "check --registry"),
            )
        return wanted

    def _recordings(self) -> list[Path]:
        if self.footage is None:
            return []
        found = (
            sorted(f for f in self.footage.iterdir() if f.suffix.lower() in SUFFIXES)
            if self.footage.is_dir()
            else []
        )
        if not found:
            raise MissingPart(
                Bilingual("录像文件夹不存在或没有视频", "no folder, or no video in it"),
                next_step=Bilingual(
                    f"支持的类型：{' '.join(SUFFIXES)}", f"it takes {' '.join(SUFFIXES)}"
                ),
                footage=str(self.footage),
            )
        return found
