"""One shard's worker, wired together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import structlog

from ingest.camera_source import CameraSource
from ingest.metrics.worker_metrics import WorkerMetrics
from ingest.schedule.duty_plan import DutyPlan
from ingest.schedule.look_schedule import LookSchedule
from ingest.schedule.overload_notice import OverloadNotice
from ingest.worker.activity_board import ActivityBoard
from ingest.worker.clips.clip_counts import ClipCounts
from ingest.worker.frame_board import FrameBoard
from ingest.worker.health_report import camera_health
from ingest.worker.incident_desk import IncidentDesk
from ingest.worker.links import Alone, Links
from ingest.worker.look_runner import LookRunner
from ingest.worker.parts import WorkerParts
from ingest.worker.process_tree import tree_cpu_s
from ingest.worker.promises import promises_for
from ingest.worker.sample_log import SampleLog
from ingest.worker.settings import WorkerSettings
from ingest.worker.sources import camera_sources
from ingest.worker.stats import run_stats
from ingest.worker.stills_maker import StillsMaker
from ingest.worker.watch_keeper import WatchKeeper
from ingest.worker.worker_dispatch import WorkerDispatch
from sharp_eyes.alert.incident import Incident
from sharp_eyes.alert.minter import AlertMinter
from sharp_eyes.identifiers import UlidSource
from sharp_eyes.node.command import StillsLease
from sharp_eyes.node.health import CameraHealth, CameraState
from sharp_eyes.node.shard_registry import RevisionNotice, ShardRegistry

_log = structlog.get_logger(__name__)

_HEALTH_LOOK_S = 1.0
"""How often cameras' states are compared with the last ones; no alert waits for this."""

IDLE_FRAMES_EVERY_S = 10.0
"""A frame of a camera that no detector looks at and nobody watches: enough to know how it is."""

_FAULT_LOOK_S = 1.0
"""How often every camera's fault is looked at although no state changed."""


@dataclass(slots=True)
class _Progress:
    loop: asyncio.AbstractEventLoop | None = None
    started_s: float | None = None
    connect_s: float | None = None
    cpu_before_s: float = 0.0
    states: dict[str, CameraState] = field(default_factory=dict)


class Worker:
    """Pulls a shard's cameras, lets detectors look, records and sends what they find.

    Args:
        settings: How it behaves.
        parts: What it is made of.
        links: Broker and centre, or a registry alone.
        on_ready: Called with the number of streams once they are set.

    Attributes:
        metrics: Renders what is measured, for Prometheus.
    """

    def __init__(
        self,
        settings: WorkerSettings,
        parts: WorkerParts,
        links: Links | Alone,
        on_ready: Callable[[int], None],
    ) -> None:
        self._settings = settings
        self._parts = parts
        self._links = links
        self._on_ready = on_ready
        self._registry = ShardRegistry(shard=settings.node.shard, epoch=0, revision=0)
        self._registered_at = parts.clock.now()
        self._progress = _Progress()
        self._detect = ThreadPoolExecutor(settings.detect_threads, thread_name_prefix="detect")
        self._encode = ThreadPoolExecutor(1, thread_name_prefix="stills")
        self._board = FrameBoard()
        self._samples = SampleLog(parts.clock)
        self._activity = ActivityBoard()
        self._schedule = LookSchedule(
            parts.clock, budget_cores=settings.cores, places=settings.places
        )
        self._overload = OverloadNotice(parts.clock)
        self._duty = DutyPlan(parts.clock)
        self._let_go_of_all = False
        self._fetched: frozenset[str] = frozenset()
        # Of the duty plan: who is fetched, and who is looked at.
        self._planned: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
        desk = None
        if isinstance(links, Links):
            ids = UlidSource(parts.clock, parts.random)
            desk = IncidentDesk(parts.outbox, AlertMinter(ids, settings.node.source, epoch=0))
        self._keeper = WatchKeeper(parts.watches, parts.outbox, desk, parts.clock, self._detect)
        self._runner = LookRunner(
            self._schedule,
            self._board,
            self._keeper,
            parts.decoder,
            desk,
            self._samples,
            self._activity,
            parts.clock,
            self._detect,
            settings,
            parts.frames.fetch,
        )
        self.metrics = WorkerMetrics(
            parts.clock,
            parts.frames.health,
            self._schedule.figures,
            lambda: parts.outbox.figures,
            lambda: self._runner.decode_failures,
            self._clip_counts,
        )
        self._dispatch = (
            WorkerDispatch.made(
                links,
                desk,
                parts,
                settings,
                self,
                StillsMaker(
                    self._board,
                    self._keeper,
                    parts.decoder,
                    links.stills,
                    parts.clock,
                    self._encode,
                ),
                self._keeper,
            )
            if isinstance(links, Links) and desk is not None
            else None
        )

    def _clip_counts(self) -> ClipCounts | None:
        maker = None if self._dispatch is None else self._dispatch.clips
        return None if maker is None else maker.counts

    # What the publisher asks and tells

    @property
    def epoch(self) -> int:
        """The shard's epoch."""
        return self._registry.epoch

    def camera_health(self) -> Sequence[CameraHealth]:
        """Return how every camera of the shard is."""
        seen, moved = self._parts.frames.health(), self._keeper.views_moved()
        return camera_health(self._registry, seen, self._registered_at, moved)

    def stills_wanted(self, lease: StillsLease) -> None:
        """Take a lease of stills; whose cameras were not held are from now on."""
        left_s = (lease.deadline - self._parts.clock.now()).total_seconds()
        self._duty.watch(lease.cameras, left_s)
        self._hold_or_fetch()
        if self._dispatch is not None:
            self._dispatch.stills.lease(lease)

    def registry_noticed(self, notice: RevisionNotice) -> None:
        """Take note of the registry's newest revision."""
        if self._dispatch is not None:
            self._dispatch.registry.notice(notice)

    # The run

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set, then end in good order.

        Raises:
            SharpEyesError: it cannot begin, or the disk fails.
        """
        self._progress.loop = asyncio.get_running_loop()
        begun = asyncio.create_task(self._work(), name="worker")
        stopping = asyncio.create_task(stop.wait(), name="worker-stop")
        try:
            await asyncio.wait({begun, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            begun.cancel()
            ended = await asyncio.gather(begun, return_exceptions=True)
            await self._wind_up()
        if isinstance(ended[0], Exception):
            raise _innermost(ended[0])

    async def _work(self) -> None:
        dispatch = self._dispatch
        if dispatch is not None:
            registry = await dispatch.registry.first()
        else:
            registry = self._alone().registry
        await self._parts.frames.start()
        self._progress.cpu_before_s = await asyncio.to_thread(tree_cpu_s, self._parts.root_pid)
        self._progress.started_s = self._parts.clock.monotonic_s()
        await self._apply(registry)
        self._on_ready(len(camera_sources(registry)))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._read_frames(), name="frames")
            group.create_task(self._runner.run(), name="looks")
            group.create_task(self._watch_health(), name="health")
            group.create_task(self._save_states(), name="states")
            if dispatch is not None:
                group.create_task(dispatch.publisher.run(), name="publisher")
                group.create_task(dispatch.letters.run(), name="dead letters")
                group.create_task(dispatch.uploader.run(), name="evidence")
                group.create_task(dispatch.stills.run(), name="stills")
                group.create_task(dispatch.registry.run(self._apply, self._let_go), name="registry")
                if dispatch.clips is not None:
                    group.create_task(dispatch.clips.run(), name="clips")

    def _alone(self) -> Alone:
        if not isinstance(self._links, Alone):
            raise TypeError("a worker without dispatch has a registry of its own")
        return self._links

    async def _apply(self, registry: ShardRegistry) -> None:
        """Make a registry the one in force, without touching cameras that stay as they are."""
        taken_over: list[Incident] = []
        if self._dispatch is not None:
            self._dispatch.desk.set_epoch(registry.epoch)
            # With the first registry, and again when a grant brought incidents of the centre.
            taken_over = await self._dispatch.desk.load()
            self._dispatch.faults.resume(taken_over)
        await self._keeper.apply(registry, taken_over)
        self._registry = registry
        self._let_go_of_all = False
        self._registered_at = self._parts.clock.now()
        sources = camera_sources(registry)
        opened = {source.id for source in sources}
        self._board.keep(opened)
        promises = promises_for(
            ((one.camera, one.watch) for one in self._keeper.all() if one.camera.id in opened),
            self._settings,
        )
        self._duty.set_promises(promises)
        self._set_sources(sources)
        self._schedule.set_promises(promises)
        self._activity.watch(
            {promise.look.camera_id for promise in promises if promise.most_often > 1.0}
        )
        every_s: dict[str, float] = {}
        for promise in promises:
            camera_id = promise.look.camera_id
            every_s[camera_id] = min(promise.interval_s, every_s.get(camera_id, float("inf")))
        self._samples.expect(every_s)
        self._runner.promises_changed()
        if self._dispatch is not None:
            self._dispatch.publisher.health_changed()

    def _let_go(self) -> None:
        """Let all cameras go until the next registry; their incidents are the new owner's now."""
        self._let_go_of_all = True
        self._board.keep(set())
        self._duty.set_promises([])
        self._set_sources([])
        self._schedule.set_promises([])
        self._runner.promises_changed()
        if self._dispatch is not None:
            self._dispatch.publisher.health_changed()

    def _hold_or_fetch(self) -> None:
        """Hold the cameras that are watched, or looked at often; fetch frames of the others."""
        if self._let_go_of_all:
            return
        if (self._duty.fetched(), self._duty.looked_at()) != self._planned:
            self._set_sources(camera_sources(self._registry))
            self._runner.promises_changed()

    def _set_sources(self, sources: Sequence[CameraSource]) -> None:
        self._planned = self._duty.fetched(), self._duty.looked_at()
        # A device that publishes to us cannot be connected to when a look is due.
        pushed = {source.id for source in sources if source.url.startswith("whip:")}
        self._fetched = fetched = self._planned[0] - pushed
        looked_at = self._planned[1]
        self._parts.frames.set_cameras(
            [
                replace(
                    source,
                    held=source.id not in fetched,
                    frames_every_s=0.0 if source.id in looked_at else IDLE_FRAMES_EVERY_S,
                )
                for source in sources
            ]
        )
        self._schedule.set_fetched(fetched)

    async def _read_frames(self) -> None:
        while True:
            self._board.put(await self._parts.frames.next_frame())

    async def _watch_health(self) -> None:
        faults_at_s = 0.0
        while True:
            states = self._parts.frames.camera_states()
            online = all(
                state is CameraState.ONLINE or camera_id in self._fetched
                for camera_id, state in states.items()
            )
            if self._progress.connect_s is None and states and online:
                self._progress.connect_s = self._ran_s()
            self._schedule.plan()
            self._overload.look(self._schedule.figures())
            self._hold_or_fetch()
            now_s = self._parts.clock.monotonic_s()
            changed = states != self._progress.states
            # That nobody looks at a camera here any more neither begins a fault nor ends one.
            looks = (changed or now_s >= faults_at_s) and not self._let_go_of_all
            if self._dispatch is not None and looks:
                faults_at_s = now_s + _FAULT_LOOK_S
                if changed:
                    self._dispatch.publisher.health_changed()
                health = self._parts.frames.health()
                await self._dispatch.faults.look(health, self._fetched)
                await self._dispatch.faults.end_missing(health)
            self._progress.states = states
            await asyncio.sleep(_HEALTH_LOOK_S)

    async def _save_states(self) -> None:
        while True:
            await asyncio.sleep(self._settings.save_every_s)
            await self._keeper.save_states()

    async def _wind_up(self) -> None:
        try:
            async with asyncio.timeout(self._settings.stop_within_s / 2):
                await self._keeper.save_states()
                await self._parts.frames.close()
                await self._parts.decoder.close()
        except TimeoutError:
            _log.warning("not everything ended in good order within the limit")
        finally:
            self._detect.shutdown(wait=False, cancel_futures=True)
            self._encode.shutdown(wait=False, cancel_futures=True)

    def _ran_s(self) -> float:
        started_s = self._progress.started_s
        return 0.0 if started_s is None else self._parts.clock.monotonic_s() - started_s

    def stats(self) -> dict[str, Any]:
        """Return the statistics of the run so far; see ``run_stats``. From any thread."""
        loop = self._progress.loop
        return run_stats(
            self._parts.frames.health(),
            self._samples,
            self._schedule.figures(),
            wall_s=self._ran_s(),
            connect_s=self._progress.connect_s,
            root_pid=self._parts.root_pid,
            cpu_before_s=self._progress.cpu_before_s,
            tasks=None if loop is None else len(asyncio.all_tasks(loop)),
        )


def _innermost(error: BaseException) -> BaseException:
    # A task group wraps what one of its tasks raised; who called wants to see that itself.
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
