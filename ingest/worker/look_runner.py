"""Does what the schedule says: decode, look, hand on what was found."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from detectors.finding import Finding
from ingest.errors import DecodeFailed
from ingest.frame import DecodedFrame
from ingest.schedule.look import Look, LookKind
from ingest.schedule.look_schedule import LookSchedule
from ingest.worker.frame_board import FrameBoard
from ingest.worker.frame_source import FrameDecoder
from ingest.worker.incident_desk import IncidentDesk
from ingest.worker.sample_log import SampleLog
from ingest.worker.settings import WorkerSettings
from ingest.worker.watch_keeper import WatchKeeper
from ingest.worker.watched_camera import WatchedCamera
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import Clock

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Looked:
    findings: list[Finding]
    finished: bool
    learned: bool
    detect_s: float


class LookRunner:
    """Keeps the decode and detector threads busy with the looks that are due.

    As many looks are under way as there are detector threads: a frame is decoded when a detector
    is free for it, so that nothing grows old between the two. Looks that only decode take the
    decode threads instead.

    Args:
        schedule: Says what is next.
        board: Holds the newest frames.
        keeper: Holds the detectors.
        decoder: Decodes.
        desk: Takes findings; none where they are only logged.
        samples: Counts what was decoded.
        clock: Stamps and measures.
        threads: The detector threads.
        settings: Sizes.
    """

    def __init__(
        self,
        schedule: LookSchedule,
        board: FrameBoard,
        keeper: WatchKeeper,
        decoder: FrameDecoder,
        desk: IncidentDesk | None,
        samples: SampleLog,
        clock: Clock,
        threads: Executor,
        settings: WorkerSettings,
    ) -> None:
        self._schedule = schedule
        self._board = board
        self._keeper = keeper
        self._decoder = decoder
        self._desk = desk
        self._samples = samples
        self._clock = clock
        self._threads = threads
        self._settings = settings
        self._wake = asyncio.Event()
        self._under_way = 0
        board.on_frame(self._frame_came)

    def _frame_came(self, camera_id: str) -> None:
        self._schedule.frame_came(camera_id)
        self._wake.set()

    def promises_changed(self) -> None:
        """Look at the schedule again."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled."""
        detecting = self._settings.crowd or self._settings.construction
        together = self._settings.detect_threads if detecting else 2 * self._settings.decode_threads
        async with asyncio.TaskGroup() as group:
            while True:
                self._wake.clear()
                while self._under_way < together and (look := self._schedule.take()) is not None:
                    self._under_way += 1
                    group.create_task(self._do(look))
                # A frame, a finished look or a change wakes us; else the next due time does.
                wait_s = self._schedule.wait_s() if self._under_way < together else None
                try:
                    async with asyncio.timeout(wait_s):
                        await self._wake.wait()
                except TimeoutError:
                    continue

    async def _do(self, look: Look) -> None:
        decode_s = detect_s = 0.0
        try:
            watched = self._keeper.get(look.camera_id)
            key_frame = self._board.newest(look.camera_id)
            if watched is None or key_frame is None:
                return
            began_s = self._clock.monotonic_s()
            try:
                frame = await self._decoder.decode(key_frame)
            except DecodeFailed as error:
                self._tell_failing(watched, error)
                return
            decode_s = frame.decoded_monotonic_s - began_s
            late_s = self._clock.monotonic_s() - frame.decoded_monotonic_s
            decoded_at = self._clock.now() - timedelta(seconds=late_s)
            self._samples.add(look.camera_id, key_frame.captured_at, decoded_at)
            if look.kind is not LookKind.SAMPLE:
                detect_s = await self._look(look.kind, watched, frame, decoded_at)
        finally:
            self._schedule.done(look, decode_s, detect_s)
            self._under_way -= 1
            self._wake.set()

    async def _look(
        self, kind: LookKind, watched: WatchedCamera, frame: DecodedFrame, decoded_at: datetime
    ) -> float:
        key_frame = frame.key_frame
        async with watched.lock:
            if self._keeper.get(watched.camera.id) is not watched:
                return 0.0
            work = asyncio.get_running_loop().run_in_executor(
                self._threads, self._detect, kind, watched, frame
            )
            try:
                looked = await asyncio.shield(work)
            except asyncio.CancelledError:
                # The thread cannot be stopped; until it is done the detectors are not ours.
                await asyncio.wait([work])
                raise
            except Exception as error:  # one camera's defect must not stop the town
                self._tell_failing(watched, error)
                return 0.0
            watched.told_failing = False
            watched.unsaved = watched.unsaved or looked.learned
            if looked.finished:
                self._samples.looked(watched.camera.id, kind.value)
            for finding in looked.findings:
                await self._hand_on(finding, watched, key_frame.time_source, decoded_at)
        return looked.detect_s

    def _detect(self, kind: LookKind, watched: WatchedCamera, frame: DecodedFrame) -> _Looked:
        began_s = self._clock.monotonic_s()
        image = frame.bgr(min(frame.width, self._settings.largest_width_px))
        captured_at = frame.key_frame.captured_at
        findings: list[Finding] = []
        finished, learned = True, False
        if kind is LookKind.CROWD:
            findings = watched.watch.look_crowd(image, captured_at)
        else:
            watched.watch.visit_frame(image)
            wanted = watched.camera.analytics.frames_per_visit
            finished = learned = watched.watch.frames_waiting >= wanted
            if finished:
                findings = watched.watch.look_construction(captured_at)
        return _Looked(findings, finished, learned, self._clock.monotonic_s() - began_s)

    async def _hand_on(
        self,
        finding: Finding,
        watched: WatchedCamera,
        time_source: TimeSource,
        decoded_at: datetime,
    ) -> None:
        if self._desk is not None:
            await self._desk.take(finding, watched.camera, time_source, decoded_at)
        _log.info(
            "found",
            camera=finding.key.camera_id,
            kind=finding.key.kind.value,
            zone=finding.key.zone_id,
            phase=finding.phase.value,
            value=finding.measurement.value,
            limit=finding.measurement.limit,
            since_decoded_ms=round((self._clock.now() - decoded_at).total_seconds() * 1000),
        )

    def _tell_failing(self, watched: WatchedCamera, error: Exception) -> None:
        if not watched.told_failing:
            watched.told_failing = True
            _log.warning(
                "a camera's frame could not be looked at; the next one is tried",
                camera=watched.camera.id,
                reason=str(error) or type(error).__name__,
            )
