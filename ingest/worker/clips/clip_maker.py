"""Makes clips of incidents, one at a time, behind everything else (contract C7)."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from ingest.tapped_unit import TappedUnit
from ingest.worker.clips.clip_counts import ClipCounts
from ingest.worker.clips.clip_job import ClipJob
from ingest.worker.clips.clip_request import ClipRequest, ClipUnit
from ingest.worker.clips.clip_settings import ClipModel, ClipSettings
from ingest.worker.clips.errors import ClipFailed
from ingest.worker.clips.nearness import crowd_shares
from ingest.worker.clips.tap_keeper import WAITING, TapKeeper
from ingest.worker.clips.tap_source import TapSource
from ingest.worker.incident_desk import IncidentDesk
from ingest.worker.watch_keeper import WatchKeeper
from sharp_eyes.alert.evidence import MP4, EvidenceRole
from sharp_eyes.alert.incident import Incident
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.picture import Picture
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.streams import Streams

_log = structlog.get_logger(__name__)

LOOK_S = 1.0
"""How often counts are held against limits; they change every few seconds at most."""
TELL_EVERY_S = 600.0
"""Each reason for which an incident has no clip is logged at most this often."""
LEAST_S = 1.0
"""A clip shorter than this is none."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An incident whose last second is waited for."""

    incident: Incident
    camera: Camera
    due_s: float


@dataclass(frozen=True, slots=True)
class _Ready:
    """A copied ring that waits for the job."""

    incident: Incident
    request: ClipRequest
    units: list[ClipUnit]


class ClipMaker:
    """Keeps the seconds before, waits for the seconds after, has the clip made, hands it on.

    Clips are of crowds alone: what is built in days moves in no twelve seconds, and its dated
    stills show it. A clip that cannot be made is missing, and nothing else is: its incident was
    told before, and goes on.

    Args:
        frames: Taps.
        keeper: Knows the cameras and how full their zones are.
        desk: Knows the open incidents; takes finished clips.
        clock: Time.
        settings: Lengths and limits.
        model: Masks people.
        job: Makes one clip; in a process of its own in production.

    Attributes:
        counts: What became of clips so far.
    """

    def __init__(
        self,
        frames: TapSource,
        keeper: WatchKeeper,
        desk: IncidentDesk,
        clock: Clock,
        settings: ClipSettings,
        model: ClipModel,
        job: ClipJob,
    ) -> None:
        self._frames = frames
        self._keeper = keeper
        self._desk = desk
        self._clock = clock
        self._settings = settings
        self._model = model
        self._job = job
        self._taps = TapKeeper(frames, settings, clock)
        self._wanted: list[_Wanted] = []
        self._ready: deque[_Ready] = deque()
        self._changed = asyncio.Event()
        self._told_s: dict[str, float] = {}
        self.counts = ClipCounts()
        desk.on_opened(self._opened)

    def _opened(self, incident: Incident, camera: Camera) -> None:
        if incident.key.kind is not IncidentKind.CROWD:
            return
        if not self._taps.is_tapped(camera.id):
            self._skip(incident, "its stream's last seconds were not kept")
        elif len(self._wanted) >= self._settings.most_wanted:
            self._skip(incident, "too many clips are waited for")
        else:
            due_s = self._clock.monotonic_s() + self._settings.after_s + self._settings.settle_s
            self._wanted.append(_Wanted(incident, camera, due_s))

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._watch(), name="clip-taps")
                group.create_task(self._work(), name="clip-job")
        finally:
            self._taps.close()

    async def _watch(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(LOOK_S)

    def look(self) -> None:
        """Tap what is near its limit, and copy the rings whose last second has come."""
        now_s = self._clock.monotonic_s()
        for wanted in [one for one in self._wanted if one.due_s <= now_s]:
            self._wanted.remove(wanted)
            self._copy(wanted)
        waiting = {one.camera.id for one in self._wanted}
        nearness = {}
        open_zones = self._desk.open_zones()
        for watched in self._keeper.all():
            camera_id = watched.camera.id
            if camera_id in waiting:
                nearness[camera_id] = WAITING
                continue
            shares = crowd_shares(watched.watch)
            if shares:
                # A zone whose incident is open already gets no second clip.
                over = open_zones.get(camera_id, ())
                nearness[camera_id] = max(
                    (share for zone_id, share in shares.items() if zone_id not in over),
                    default=0.0,
                )
        self._taps.look(nearness)

    def _copy(self, wanted: _Wanted) -> None:
        incident = wanted.incident
        if not self._sees(wanted.camera.id):
            self._skip(incident, "its camera sees no more what it saw")
            return
        if len(self._ready) >= self._settings.most_ready:
            self._skip(incident, "too many clips wait to be made")
            return
        begin_at = incident.opened_at - timedelta(seconds=self._settings.before_s)
        end_at = incident.opened_at + timedelta(seconds=self._settings.after_s)
        units = _cut(self._frames.tapped(wanted.camera.id), begin_at, end_at)
        if not units:
            self._skip(incident, "its stream's last seconds hold no whole picture")
            return
        request = ClipRequest(
            camera=_nameless(wanted.camera),
            zone_id=incident.key.zone_id,
            codec=units[0].codec,
            begin_at=begin_at,
            end_at=end_at,
            parent_pid=os.getpid(),
            model_file=str(self._model.path) if self._model.path is not None else None,
            model_family=self._model.family,
            threshold=wanted.camera.analytics.person_threshold,
            width_px=self._settings.width_px,
            fps=self._settings.fps,
            look_every_s=self._settings.look_every_s,
            crf=self._settings.crf,
            most_kbps=self._settings.most_kbps,
            memory_bytes=self._settings.memory_limit_bytes,
            nice=self._settings.nice,
        )
        kept = [ClipUnit(unit.captured_at, unit.data) for unit in units]
        self._ready.append(_Ready(incident, request, kept))
        self._changed.set()

    async def _work(self) -> None:
        while True:
            while not self._ready:
                self._changed.clear()
                await self._changed.wait()
            ready = self._ready[0]
            began_s = self._clock.monotonic_s()
            try:
                made = await self._job(ready.request, ready.units)
                await self._hand_on(ready.incident, made.clip)
                cpu_s = made.cpu_s
            except ClipFailed as error:
                self.counts.failed += 1
                self._tell(ready.incident, str(error))
                cpu_s = self._clock.monotonic_s() - began_s
            finally:
                # Only now: what is being made counts among those that wait.
                self._ready.popleft()
            await asyncio.sleep(cpu_s * (1 / self._settings.core_share - 1))

    def _sees(self, camera_id: str) -> bool:
        """Tell whether a camera's detectors count people there now.

        Not where it is blind: with a view that has moved, privacy masks lie beside what they hide.
        """
        watched = self._keeper.get(camera_id)
        return watched is not None and bool(crowd_shares(watched.watch))

    async def _hand_on(self, incident: Incident, clip: bytes) -> None:
        if not self._sees(incident.key.camera_id):
            # Found out while the clip was made; it may have been so before.
            self._skip(incident, "its camera sees no more what it saw")
            return
        picture = Picture.of(clip, MP4)
        if await self._desk.attach(incident, picture, EvidenceRole.CLIP):
            self.counts.made += 1
            self.counts.made_bytes += len(clip)
        else:
            self._skip(incident, "it ended long before its clip was done")

    def _skip(self, incident: Incident, reason: str) -> None:
        self.counts.skipped += 1
        self._tell(incident, reason)

    def _tell(self, incident: Incident, reason: str) -> None:
        now_s = self._clock.monotonic_s()
        # A town of many crowds has more of them than clips, all day: that is told now and then.
        if now_s - self._told_s.get(reason, -TELL_EVERY_S) >= TELL_EVERY_S:
            self._told_s[reason] = now_s
            _log.warning("an incident has no clip", incident=incident.incident_id, reason=reason)


def _cut(units: Sequence[TappedUnit], begin_at: datetime, end_at: datetime) -> list[TappedUnit]:
    """Return what is needed of a ring: from the key picture that the beginning leans on."""
    first = None
    for number, unit in enumerate(units):
        if unit.key and (first is None or unit.captured_at <= begin_at):
            first = number
    if first is None:
        return []
    needed = [unit for unit in units[first:] if unit.captured_at <= end_at]
    if not needed or needed[-1].captured_at < begin_at + timedelta(seconds=LEAST_S):
        return []
    return needed


def _nameless(camera: Camera) -> str:
    """Return a camera as JSON, without the address of its stream and its credentials."""
    bare = camera.model_copy(
        update={"streams": Streams(sub="whip:"), "credentials": None, "certificate_sha256": None}
    )
    return bare.model_dump_json()
