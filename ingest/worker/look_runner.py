"""Does what the schedule says: decode, look, hand on what was found."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime, timedelta

import numpy as np
import structlog
from numpy.typing import NDArray

from detectors.finding import Finding
from detectors.picture import Picture
from ingest.errors import DecodeFailed
from ingest.frame import DecodedFrame
from ingest.key_frame import KeyFrame
from ingest.schedule.activity_meter import LUMA_HEIGHT, LUMA_WIDTH
from ingest.schedule.look import Look, LookKind
from ingest.schedule.look_schedule import LookSchedule
from ingest.worker.activity_board import ActivityBoard
from ingest.worker.frame_board import FrameBoard
from ingest.worker.frame_source import FrameDecoder
from ingest.worker.incident_desk import IncidentDesk
from ingest.worker.sample_log import SampleLog
from ingest.worker.settings import WorkerSettings
from ingest.worker.turn import Turn
from ingest.worker.turn_part import TurnPart
from ingest.worker.watch_keeper import WatchKeeper
from ingest.worker.watched_camera import WatchedCamera
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import Clock

_log = structlog.get_logger(__name__)

_TIMER_SLACK_S = 0.005
"""A timer that is set to fire so little later than wanted is left as it is."""


class LookRunner:
    """Keeps the decode and detector threads busy with the looks that are due.

    A fixed number of lanes, each doing one turn after the other: a look, and with the same decoded
    frame the other looks at that camera that are due, or soon. A frame that comes is handed to a
    free lane in the same call: no task, timer or future is made where none is needed, since a town
    has 220 looks a second.

    Args:
        schedule: Says what is next.
        board: Holds the newest frames.
        keeper: Holds the detectors.
        decoder: Decodes.
        desk: Takes findings; none where they are only logged.
        samples: Counts what was decoded.
        activity: Learns how much moves.
        clock: Stamps and measures.
        threads: The detector threads.
        settings: Sizes.
        fetch: Asks for frames of a camera that is not held, so many of them.
        cpu_s: Processor seconds of the thread that calls it.
    """

    def __init__(
        self,
        schedule: LookSchedule,
        board: FrameBoard,
        keeper: WatchKeeper,
        decoder: FrameDecoder,
        desk: IncidentDesk | None,
        samples: SampleLog,
        activity: ActivityBoard,
        clock: Clock,
        threads: Executor,
        settings: WorkerSettings,
        fetch: Callable[[str, int], None],
        cpu_s: Callable[[], float] = time.thread_time,
    ) -> None:
        self._schedule = schedule
        self._board = board
        self._keeper = keeper
        self._decoder = decoder
        self._desk = desk
        self._samples = samples
        self._activity = activity
        self._clock = clock
        self._threads = threads
        self._settings = settings
        self._fetch = fetch
        self._cpu_s = cpu_s
        self._idle: deque[asyncio.Future[Look]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.decode_failures = 0
        board.on_frame(self._frame_came)

    def _frame_came(self, key_frame: KeyFrame) -> None:
        self._schedule.frame_came(key_frame.camera_id)
        level = self._activity.frame_came(key_frame)
        if level is not None:
            self._schedule.set_activity(key_frame.camera_id, level)
        self._pump()

    def promises_changed(self) -> None:
        """Look at the schedule again."""
        self._pump()

    async def run(self) -> None:
        """Work until cancelled."""
        self._loop = asyncio.get_running_loop()
        try:
            async with asyncio.TaskGroup() as group:
                for number in range(self._settings.places):
                    group.create_task(self._lane(), name=f"look-lane-{number}")
        finally:
            self._loop = None
            self._idle.clear()
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    async def _lane(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            # Here too, or cameras that are fetched would starve while no lane is ever free.
            self._ask_for_frames()
            look = self._schedule.take()
            if look is None:
                free: asyncio.Future[Look] = loop.create_future()
                self._idle.append(free)
                self._set_timer()
                look = await free
            turn = Turn([look, *self._schedule.along(look)])
            try:
                await self._do(turn)
            finally:
                for part in turn.parts:
                    self._schedule.done(
                        part.look, part.cpu_s, looked=part.looked, held_s=part.held_s
                    )

    def _pump(self) -> None:
        """Give free lanes what is due."""
        if self._loop is None or not self._idle:
            return  # a lane that ends its look asks by itself
        while self._idle:
            if self._idle[0].done():
                self._idle.popleft()
                continue
            look = self._schedule.take()
            if look is None:
                break
            self._idle.popleft().set_result(look)
        self._set_timer()

    def _ask_for_frames(self) -> None:
        for fetch in self._schedule.fetches():
            self._fetch(fetch.camera_id, fetch.frames)

    def _set_timer(self) -> None:
        """Wake up when time alone makes a look due, or a camera's frames are wanted."""
        self._ask_for_frames()
        if self._loop is None or not self._idle:
            return
        wait_s = self._schedule.wait_s()
        if wait_s is None:
            return
        at_s = self._loop.time() + wait_s
        if self._timer is not None:
            if self._timer.when() <= at_s + _TIMER_SLACK_S:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(at_s, self._timer_fired)

    def _timer_fired(self) -> None:
        self._timer = None
        self._pump()

    async def _do(self, turn: Turn) -> None:
        watched = self._keeper.get(turn.camera_id)
        key_frame = self._board.newest(turn.camera_id)
        if watched is None or key_frame is None:
            return
        try:
            frame = await self._decoder.decode(key_frame)
        except DecodeFailed as error:
            self.decode_failures += 1
            self._tell_failing(watched, error)
            return
        late_s = self._clock.monotonic_s() - frame.decoded_monotonic_s
        decoded_at = self._clock.now() - timedelta(seconds=late_s)
        self._samples.add(turn.camera_id, key_frame.captured_at, decoded_at)
        turn.decoded(frame.decode_cpu_s)
        if turn.detecting:
            await self._look(turn, watched, frame, decoded_at)

    async def _look(
        self, turn: Turn, watched: WatchedCamera, frame: DecodedFrame, decoded_at: datetime
    ) -> None:
        async with watched.lock:
            if self._keeper.get(watched.camera.id) is not watched:
                return
            small = self._activity.wants_picture(watched.camera.id)
            work = asyncio.get_running_loop().run_in_executor(
                self._threads, self._detect, turn, watched, frame, small
            )
            try:
                luma = await asyncio.shield(work)
            except asyncio.CancelledError:
                # The thread cannot be stopped; until it is done the detectors are not ours.
                await asyncio.wait([work])
                raise
            except Exception as error:  # one camera's defect must not stop the town
                self._tell_failing(watched, error)
                return
            if luma is not None:
                level = self._activity.picture_came(watched.camera.id, luma)
                self._schedule.set_activity(watched.camera.id, level or 0.0)
            failed = [part.failure for part in turn.parts if part.failure is not None]
            for failure in failed:
                self._tell_failing(watched, failure)
            if not failed:
                watched.told_failing = False
            for part in turn.parts:
                watched.unsaved = watched.unsaved or part.learned
                if part.finished:
                    self._samples.looked(watched.camera.id, part.look.kind.value)
                for finding in part.findings:
                    await self._hand_on(finding, watched, frame.key_frame.time_source, decoded_at)

    def _detect(
        self, turn: Turn, watched: WatchedCamera, frame: DecodedFrame, small: bool
    ) -> NDArray[np.uint8] | None:
        """Let the detectors of a turn look, the diagnosis first: what is blind sees nothing."""
        image: Picture | None = None
        luma = None
        for part in sorted(turn.parts, key=lambda one: one.look.kind is not LookKind.DIAGNOSIS):
            began_s = self._cpu_s()
            try:
                if image is None:
                    image = frame.bgr(min(frame.width, self._settings.largest_width_px))
                    luma = frame.luma(LUMA_WIDTH, LUMA_HEIGHT) if small else None
                self._detect_one(part, watched, image, frame.key_frame.captured_at)
            except Exception as error:  # one detector's defect must not stop the others
                part.failure = error
            part.detected(self._cpu_s() - began_s)
        return luma

    @staticmethod
    def _detect_one(
        part: TurnPart, watched: WatchedCamera, image: Picture, captured_at: datetime
    ) -> None:
        watch = watched.watch
        match part.look.kind:
            case LookKind.DIAGNOSIS:
                part.findings = watch.look_diagnosis(image, captured_at)
                part.finished, part.learned = True, watch.worth_saving
            case LookKind.CROWD:
                part.findings = watch.look_crowd(image, captured_at)
                part.finished = True
            case LookKind.CONSTRUCTION:
                watch.visit_frame(image)
                if watch.frames_waiting >= watched.camera.analytics.frames_per_visit:
                    part.findings = watch.look_construction(captured_at)
                    part.finished = part.learned = True
            case LookKind.SAMPLE:
                part.finished = False

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
