"""A clip on air: which frame when, and to whom."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulators.rtsp_server.fault import Fault
from simulators.rtsp_server.play_session import PlaySession
from simulators.rtsp_server.prepared_clip import PreparedClip

_REPORT_PERIOD_S = 5.0
_MAX_LAG_S = 1.0


@dataclass(slots=True)
class CameraStream:
    """One camera's address on the server. It is live: the clip runs whether anybody looks or not.

    Attributes:
        path: Path of the address, such as ``/cam/<id>``.
        clip: What it shows.
        epoch_s: Loop time at which running frame 0 is on air.
        epoch_utc_s: The same moment as seconds since 1970.
        start_frame: The clip's frame that is running frame 0.
        loop: Whether the clip starts again after its end; otherwise its last group is repeated.
        fault: What goes wrong with it now.
        sessions: Who is watching.
    """

    path: str
    clip: PreparedClip
    epoch_s: float
    epoch_utc_s: float
    start_frame: int = 0
    loop: bool = True
    fault: Fault | None = None
    sessions: list[PlaySession] = field(default_factory=list)
    _next_index: int = 0
    _on_wheel: bool = False
    _report_every: int = field(init=False)
    _period_s: float = field(init=False)

    def __post_init__(self) -> None:
        self._report_every = max(1, int(_REPORT_PERIOD_S * self.clip.fps))
        self._period_s = float(1 / self.clip.fps)

    def index_at(self, loop_s: float) -> int:
        """Return the running index of the frame on air at a loop time."""
        return int((loop_s - self.epoch_s) * self.clip.fps // 1)

    def index_at_utc(self, utc_s: float) -> int:
        """Return the running index of the frame on air at a wall-clock time."""
        # A microsecond of slack: the report's time of a frame must give that frame back.
        return int((utc_s - self.epoch_utc_s + 1e-6) * self.clip.fps // 1)

    def clip_frame(self, index: int) -> int:
        """Return the clip's frame for a running index."""
        position = self.start_frame + index
        total = len(self.clip)
        if self.loop or position < total:
            return position % total
        group = self.clip.last_group_start
        return group + (position - total) % (total - group)

    def next_key_index(self, index: int) -> int:
        """Return the first running index at or after ``index`` whose frame is a key frame."""
        while not self.clip.frames[self.clip_frame(index)].key:
            index += 1
        return index

    def attach(self, session: PlaySession, now_s: float) -> float | None:
        """Add a session.

        Args:
            session: Starts with the next key frame.
            now_s: The loop's time.

        Returns:
            When the stream has to go on the wheel; None when it is there already.
        """
        self.sessions.append(session)
        if self._on_wheel:
            return None
        self._on_wheel = True
        self._next_index = self.index_at(now_s) + 1
        return self._time_of(self._next_index)

    def detach(self, session: PlaySession) -> None:
        """Remove a session; the stream leaves the wheel by itself when none is left."""
        if session in self.sessions:
            self.sessions.remove(session)

    def due(self, now_s: float) -> float | None:
        """Send the frame that is due to everybody (called by the wheel)."""
        if not self.sessions:
            self._on_wheel = False
            return None
        index = self._next_index
        at_s = self._time_of(index)
        if now_s - at_s > _MAX_LAG_S:
            # The process was stopped for a while: a burst of old frames helps nobody.
            index = self.index_at(now_s)
            at_s = self._time_of(index)
            for session in self.sessions:
                session.waiting_for_key = True
        clip = self.clip
        frame = clip.frames[self.clip_frame(index)]
        rtp_time = clip.timestamp_of(index)
        utc_s = self.epoch_utc_s + (at_s - self.epoch_s)
        for session in tuple(self.sessions):
            session.send(frame, index, rtp_time, utc_s, self._report_every, self.fault)
        self._next_index = index + 1
        return self._time_of(index + 1)

    def _time_of(self, index: int) -> float:
        return self.epoch_s + index * self._period_s
