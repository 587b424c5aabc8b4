"""The newest health of all shards, in memory (contract C8)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

import structlog
from pydantic import ValidationError
from pydantic_core import to_json

from command_center.health.shard_state import ShardState
from command_center.views.camera_view import CameraChange, ShownState
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.topics import ROOT, NodeAddress
from sharp_eyes.node.health import CameraHealth, ShardHealth

_log = structlog.get_logger(__name__)

MAX_HEALTH_BYTES = 1024 * 1024
"""500 cameras with errors in two languages take about 300 kB."""

MAX_VALIDITY = timedelta(minutes=5)
"""No shard may promise for longer: a node whose clock runs ahead must not look alive for days."""

MAX_SHARDS = 1_000
MAX_CAMERAS_PER_SHARD = 2_000

_TOPIC = re.compile(
    re.escape(ROOT) + r"/([0-9]{6})/([0-9]{3})/_/([a-z0-9-]{1,40})/health/([a-z0-9-]{1,40})"
)


class HealthBoard:
    """Takes health messages in and says how a camera is.

    Args:
        clock: Time.
        owner_of: Gives the shard that owns a camera by the registry, so that one shard cannot
            speak for another's cameras.
        changed: Called after each change.
        may_speak: Tells whether a shard may be spoken for under an address. The topic is what a
            broker's access list confines a node to: from another town nobody may silence a shard
            with a high epoch, nor say where it is.
    """

    def __init__(
        self,
        clock: Clock,
        owner_of: Callable[[str], str | None],
        changed: Callable[[], None],
        may_speak: Callable[[NodeAddress], bool],
    ) -> None:
        self._clock = clock
        self._owner_of = owner_of
        self._changed = changed
        self._may_speak = may_speak
        self._started_at = clock.now()
        self._versions: dict[str, int] = {}
        self._refused_topics: set[str] = set()
        self.version = 0
        self.shards: dict[str, ShardState] = {}

    def expect(self, shard: str, *, alive: bool, since: datetime, grace_s: float) -> None:
        """Take over what was told of a shard before this process began.

        Args:
            shard: Its id.
            alive: What was told.
            since: Since when.
            grace_s: How long it has to speak before it counts as silent.
        """
        until = self._clock.now() + timedelta(seconds=grace_s)
        self.shards[shard] = ShardState(since, until, alive=alive, told=alive)

    def take(self, topic: str, payload: bytes) -> None:
        """Read one message; what cannot be read is logged once a topic and dropped."""
        place = _TOPIC.fullmatch(topic)
        if place is None:
            return
        address = NodeAddress(*place.groups())
        reason = self._take(address, payload)
        if reason is not None and topic not in self._refused_topics and len(topic) < 200:
            if len(self._refused_topics) < MAX_SHARDS:
                self._refused_topics.add(topic)
            _log.warning("health message refused", topic=topic, reason=reason)

    def _take(self, address: NodeAddress, payload: bytes) -> str | None:
        if len(payload) > MAX_HEALTH_BYTES:
            return f"larger than {MAX_HEALTH_BYTES} bytes"
        try:
            health = ShardHealth.model_validate_json(payload)
        except (ValidationError, ValueError) as error:
            return str(error).splitlines()[0][:200]
        if health.shard != address.shard:
            return "it names another shard than its topic"
        if not self._may_speak(address):
            return "its shard is not of that town"
        if len(health.cameras) > MAX_CAMERAS_PER_SHARD:
            return f"more than {MAX_CAMERAS_PER_SHARD} cameras"
        now = self._clock.now()
        state = self.shards.get(health.shard)
        if state is None:
            if len(self.shards) >= MAX_SHARDS:
                return f"more than {MAX_SHARDS} shards"
            state = self.shards[health.shard] = ShardState(now, now)
        if health.epoch < state.epoch:
            # A former owner, or its last will: it speaks for nobody any more.
            return None
        state.address, state.epoch = address, health.epoch
        state.valid_until = min(health.valid_until, now + MAX_VALIDITY)
        alive = health.alive and state.valid_until > now
        state.heard_s = self._clock.monotonic_s()
        before = state.cameras
        if alive:
            state.outbox_waiting, state.outbox_fill = health.outbox_waiting, health.outbox_fill
            state.dead_letters = health.dead_letters
            state.cameras = {camera.id: camera for camera in health.cameras}
            state.states = {camera.id: camera.state.value for camera in health.cameras}
            state.shown = {}
        self._set_alive(state, alive, now)
        # It is news of a camera too that its shard speaks of it no more.
        self._bump(before | state.cameras)
        return None

    def lapse(self) -> None:
        """Grey the cameras of shards whose last message has lapsed."""
        now = self._clock.now()
        for state in self.shards.values():
            if state.alive and state.valid_until <= now:
                self._set_alive(state, False, now)
                self._bump(state.cameras)

    def _set_alive(self, state: ShardState, alive: bool, now: datetime) -> None:
        if state.alive is not alive:
            state.alive, state.since = alive, now
            state.shown = {}

    def _bump(self, cameras: Iterable[str]) -> None:
        self.version += 1
        for camera_id in cameras:
            # To the end of the dict, which thereby stays in the order of versions.
            self._versions.pop(camera_id, None)
            self._versions[camera_id] = self.version
        self._changed()

    def changed_since(self, version: int) -> list[str]:
        """Return the ids of cameras that were spoken of after a version of the board."""
        newest = reversed(self._versions.items())
        return [camera_id for camera_id, _at in takewhile(lambda one: one[1] > version, newest)]

    def time_source(self, camera_id: str) -> TimeSource:
        """Return whose clock a camera's capture times come from."""
        health = self._find(camera_id)[1]
        return health.time_source if health else TimeSource.ARRIVAL

    def view_moved_since(self, camera_id: str) -> datetime | None:
        """Return since when a camera's view has moved and its worker knows of nobody's word."""
        health = self._find(camera_id)[1]
        return health.view_moved_since if health else None

    def is_heard(self, camera_id: str) -> bool:
        """Tell whether the worker that owns a camera speaks, and of that camera."""
        state, health = self._find(camera_id)
        return state is not None and state.alive and health is not None

    def states_of(self, shard: str) -> Mapping[str, ShownState]:
        """Return the states of a shard's cameras by id; of what is not there nothing is known."""
        state = self.shards.get(shard)
        return state.states if state is not None and state.alive else {}

    def health_of(self, camera_id: str) -> CameraHealth | None:
        """Return what a camera's shard says of it; none while the shard is silent."""
        state, health = self._find(camera_id)
        return health if state is not None and state.alive else None

    def change(self, camera_id: str) -> CameraChange:
        """Return how a camera is now."""
        return CameraChange.model_validate(self._change(camera_id))

    def change_json(self, camera_id: str) -> bytes:
        """Return how a camera is now as JSON, as ``change`` says it; made once a message."""
        state = self.shards.get(self._owner_of(camera_id) or "")
        if state is None:
            return to_json(self._change(camera_id))
        shown = state.shown.get(camera_id)
        if shown is None:
            shown = state.shown[camera_id] = to_json(self._change(camera_id))
        return shown

    def _change(self, camera_id: str) -> dict[str, Any]:
        state, health = self._find(camera_id)
        if state is None or health is None or not state.alive:
            return {
                "id": camera_id,
                "state": "unknown",
                "since": state.since if state else self._started_at,
                "last_frame_at": health.last_frame_at if health else None,
                "fps": 0.0,
                "bitrate_kbps": 0.0,
                "error": None,
            }
        error = health.error
        return {
            "id": camera_id,
            "state": health.state.value,
            "since": health.since,
            "last_frame_at": health.last_frame_at,
            "fps": _finite(health.fps),
            "bitrate_kbps": _finite(health.bitrate_kbps),
            "error": {one: error.get(one, "")[:500] for one in ("zh", "en")} if error else None,
        }

    def _find(self, camera_id: str) -> tuple[ShardState | None, CameraHealth | None]:
        state = self.shards.get(self._owner_of(camera_id) or "")
        return state, state.cameras.get(camera_id) if state else None


def _finite(value: float) -> float:
    return value if math.isfinite(value) else 0.0
