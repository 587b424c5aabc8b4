"""A clip on air: which frame when, and to whom."""

from __future__ import annotations

from collections.abc import Callable

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from simulators.rtsp_server.broadcast import Broadcast
from simulators.rtsp_server.faults.fault import Fault
from simulators.rtsp_server.picture import Picture
from simulators.rtsp_server.play_session import PlaySession
from simulators.rtsp_server.prepared_clip import PreparedClip

_REPORT_PERIOD_S = 5.0


class CameraStream:
    """One camera's address on the server. It is live: the clip runs whether anybody looks or not.

    Args:
        path: Path of the address, such as ``/cam/<id>``.
        broadcast: What it shows, shared with other cameras of the same clip.
        epoch_s: Loop time at which running frame 0 is on air.
        epoch_utc_s: The same moment as seconds since 1970.
        start_frame: The clip's frame that is running frame 0.
        loop: Whether the clip starts again after its end; otherwise its tail is repeated.

    Attributes:
        sessions: Who is watching.
        offset_s: When within a frame period its frames leave (for the turntable).
        on_table: Whether it lies on a turntable.
        frames_sent: Frames sent to anybody so far.
        octets_sent: Bytes sent to anybody so far, framing included.
    """

    __slots__ = (
        "_alone",
        "_broadcast",
        "_fast_send",
        "_fast_until",
        "_fault",
        "_first_revolution",
        "_lead",
        "_period_s",
        "_report_every",
        "epoch_s",
        "epoch_utc_s",
        "frames_sent",
        "loop",
        "octets_sent",
        "offset_s",
        "on_table",
        "path",
        "sessions",
        "start_frame",
    )

    def __init__(
        self,
        path: str,
        broadcast: Broadcast,
        epoch_s: float,
        epoch_utc_s: float,
        *,
        start_frame: int = 0,
        loop: bool = True,
    ) -> None:
        self.path = path
        self.epoch_s = epoch_s
        self.epoch_utc_s = epoch_utc_s
        self.start_frame = start_frame
        self.loop = loop
        self.sessions: list[PlaySession] = []
        self.on_table = False
        self.frames_sent = 0
        self.octets_sent = 0
        self._broadcast = broadcast
        self._fault: Fault | None = None
        fps = broadcast.clip.fps
        self._period_s = float(1 / fps)
        self._report_every = max(1, int(_REPORT_PERIOD_S * fps))
        self._first_revolution = int(epoch_s // self._period_s)
        self.offset_s = epoch_s - self._first_revolution * self._period_s
        self._lead = start_frame - self._first_revolution
        self._alone: PlaySession | None = None
        self._fast_send: Callable[[bytearray], int] | None = None
        self._fast_until = 0

    @property
    def clip(self) -> PreparedClip:
        """The clip that a client is told about: the camera's own, or its fault's."""
        own = self._broadcast.clip
        return own if self._fault is None else self._fault.described(own)

    @property
    def broadcast(self) -> Broadcast:
        """The camera's own clip on air."""
        return self._broadcast

    @property
    def fault(self) -> Fault | None:
        """What goes wrong with it now; may be set at any time.

        Raises:
            BadInput: It shows a clip of another frame rate.
        """
        return self._fault

    @fault.setter
    def fault(self, fault: Fault | None) -> None:
        if fault is not None:
            _same_rate(self._broadcast.clip, fault.described(self._broadcast.clip))
        before, self._fault = self._fault, fault
        self._fast_send = None
        if before is not None and before is not fault:
            before.ended(tuple(self.sessions))
        if fault is not None and before is not fault:
            fault.began(tuple(self.sessions))
        for session in self.sessions:
            # The clock of the reports may have jumped; say so at once.
            session.next_report_index = 0

    def index_at(self, loop_s: float) -> int:
        """Return the running index of the frame on air at a loop time."""
        return int((loop_s - self.epoch_s) * self._broadcast.clip.fps // 1)

    def clip_frame(self, index: int) -> int:
        """Return the clip's frame for a running index."""
        return self._broadcast.frame_number(self.start_frame + index, self.loop)

    def next_key_index(self, index: int) -> int:
        """Return the first running index at or after ``index`` whose frame is a key frame."""
        frames = self._broadcast.clip.frames
        while not frames[self.clip_frame(index)].key:
            index += 1
        return index

    def rtp_of(self, index: int) -> tuple[int, int]:
        """Return sequence number and RTP time with which a running index begins."""
        position = self.start_frame + index
        return (
            self._broadcast.sequence_at(position, self.loop),
            self._broadcast.timestamp_at(position),
        )

    def attach(self, session: PlaySession) -> None:
        """Add a session; it starts with the next key frame."""
        self.sessions.append(session)
        session.changed = self._be_careful
        self._fast_send = None

    def detach(self, session: PlaySession) -> None:
        """Remove a session; the stream leaves the turntable by itself when none is left."""
        if session in self.sessions:
            self.sessions.remove(session)
            session.changed = None
            self._fast_send = None

    def interrupted(self) -> None:
        """Let every session go on with a key frame, after frames were left out."""
        self._fast_send = None
        for session in self.sessions:
            session.waiting_for_key = True
            session.fast = False

    def taken_off(self) -> None:
        """Take note that it is no longer on the turntable."""
        self.on_table = False

    def on_air(self, revolution: int) -> bool:
        """Send the frame that is due to everybody (called by the turntable).

        Returns:
            Whether somebody is watching still.
        """
        send = self._fast_send
        if send is None or revolution >= self._fast_until:
            return self._carefully(revolution)
        # From here to the end it is the server's hot path: one call to the kernel and few of ours.
        position = revolution + self._lead
        data = self._broadcast.ready(position, self.loop)
        try:
            sent = send(data)
        except OSError:
            # A slow client, or one that is gone: the careful way finds out which.
            self._fast_send = None
            return self._carefully(revolution)
        self.frames_sent += 1
        self.octets_sent += sent
        if sent != len(data):
            self._fast_send = None
            if self._alone is not None:
                self._alone.outlet.keep(data, sent)
        return True

    def _be_careful(self) -> None:
        self._fast_send = None

    def _carefully(self, revolution: int) -> bool:
        """Send a frame by the way that every fault, several sessions and slow clients can go."""
        index = revolution - self._first_revolution
        position = self.start_frame + index
        cast = self._broadcast
        since_s = index * self._period_s
        picture = Picture(
            cast.clip.frames[cast.frame_number(position, self.loop)],
            position,
            cast.timestamp_at(position),
            self.epoch_utc_s + since_s,
            self.epoch_s + since_s,
        )
        for session in tuple(self.sessions):
            sent = session.play(index, self._report_every, picture, self._fault)
            if sent:
                self.frames_sent += 1
                self.octets_sent += sent
        self._alone = self.sessions[0] if len(self.sessions) == 1 else None
        if self._alone is not None and self._alone.fast and self._fault is None:
            self._fast_send = self._alone.outlet.direct
            self._fast_until = self._alone.next_report_index + self._first_revolution
        return bool(self.sessions)


def _same_rate(own: PreparedClip, other: PreparedClip) -> None:
    if own.fps != other.fps:
        raise BadInput(
            Bilingual("替换片段的帧率不同", "the other clip has another frame rate"),
            next_step=Bilingual("请用相同帧率编码", "encode it with the same rate"),
            fps=str(own.fps),
            other_fps=str(other.fps),
        )
