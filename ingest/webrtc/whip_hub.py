"""Where devices that publish and cameras that wait for them meet."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable

import structlog

from ingest.webrtc.errors import PeerLost, TooManyPublishers
from ingest.webrtc.load import receiving_peer
from ingest.webrtc.session_description import SessionDescription
from ingest.webrtc.waiting import first_of
from ingest.webrtc.webrtc_settings import WebRtcSettings
from ingest.webrtc.whip_session import WhipSession
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock

_log = structlog.get_logger(__name__)

ID_BYTES = 18
LOOK_S = 1.0


class WhipHub:
    """Owns all publishers' connections; shared by the HTTP endpoint and the links.

    A camera has one publisher. A newer one with the right token takes the place of an older one:
    a phone that changes from one network to another comes again before its old connection is
    known to be dead.

    Args:
        clock: For intervals.
        settings: Limits.
    """

    def __init__(self, clock: Clock, settings: WebRtcSettings | None = None) -> None:
        self.settings = settings or WebRtcSettings()
        self.clock = clock
        self._current: dict[str, WhipSession] = {}
        self._arrivals: dict[str, asyncio.Event] = {}
        self._lives: dict[WhipSession, asyncio.Task[None]] = {}
        self._opening = 0
        self._closed = False
        self._known: Callable[[str], bool] = lambda _: True

    def recognise(self, known: Callable[[str], bool]) -> None:
        """Say how to tell whether a camera is still one that is published to.

        Args:
            known: Given a camera's id; asked about once a second for publishers without a link.
        """
        self._known = known

    @property
    def sessions(self) -> int:
        """Connections that stand or are being made."""
        return len(self._lives) + self._opening

    async def open(
        self, camera_id: str, offer: SessionDescription, token: str
    ) -> tuple[WhipSession, str]:
        """Take a publisher in.

        Args:
            camera_id: Whom it publishes for; the caller has checked that it may.
            offer: What it sent.
            token: What it showed; a link with another one does not take it.

        Returns:
            The session and our answer.

        Raises:
            TooManyPublishers: all places are taken.
            BadDescription: the offer cannot be used.
        """
        taken = self.sessions - (camera_id in self._current)
        if self._is_closed() or taken >= self.settings.max_sessions:
            raise TooManyPublishers(self.settings.max_sessions)
        self._opening += 1
        try:
            peer_class = await receiving_peer()
            session = WhipSession(
                secrets.token_urlsafe(ID_BYTES), camera_id, secrets.token_hex(8), token
            )
            peer = peer_class(self.settings, self.clock, session)
            session.bind(peer)
            try:
                answer = await peer.answer(offer)
            except BaseException:
                await peer.close()
                raise
        finally:
            self._opening -= 1
        if self._is_closed():
            await peer.close()
            raise TooManyPublishers(self.settings.max_sessions)
        before = self._current.get(camera_id)
        self._current[camera_id] = session
        self._lives[session] = asyncio.create_task(self._live(session), name=f"whip-{camera_id}")
        if before is not None:
            before.finish(Bilingual("被新的推流取代", "replaced by a newer publisher"))
        if arrival := self._arrivals.get(camera_id):
            arrival.set()
        return session, answer

    def find(self, camera_id: str, session_id: str) -> WhipSession | None:
        """Return a session by the two parts of its address."""
        session = self._current.get(camera_id)
        if session is None or not secrets.compare_digest(
            session.session_id.encode(), session_id.encode()
        ):
            return None
        return session

    def arrived(self, camera_id: str) -> bool:
        """Whether a publisher waits to be claimed."""
        session = self._current.get(camera_id)
        return session is not None and not session.over and not session.claimed

    async def claim(self, camera_id: str) -> WhipSession:
        """Wait, without limit, for a camera's publisher and take it."""
        arrival = self._arrivals.setdefault(camera_id, asyncio.Event())
        try:
            while not self.arrived(camera_id):
                arrival.clear()
                await arrival.wait()
        finally:
            if self._arrivals.get(camera_id) is arrival:
                del self._arrivals[camera_id]
        session = self._current[camera_id]
        session.claimed = True
        return session

    def release(self, session: WhipSession) -> None:
        """Give a session back that is alive; the camera's next link takes it."""
        session.attach(None)
        session.peer.receiver.pause()
        session.claimed = False
        if arrival := self._arrivals.get(session.camera_id):
            arrival.set()

    async def end(self, session: WhipSession, reason: Bilingual) -> None:
        """End one session and wait until nothing of it is left."""
        session.finish(reason)
        if life := self._lives.get(session):
            await asyncio.wait({life})

    async def close(self) -> None:
        """End all; no new one is taken in."""
        self._closed = True
        lives = set(self._lives.values())
        for session in list(self._lives):
            session.finish(Bilingual("节点正在关闭", "the node is shutting down"))
        if lives:
            await asyncio.wait(lives)

    def _is_closed(self) -> bool:
        return self._closed

    async def _live(self, session: WhipSession) -> None:
        """Own a connection from its answer to its end."""
        peer = session.peer
        try:
            await peer.wait_connected(session.camera_id)
            await self._look_after(session)
        except PeerLost as error:
            peer.end(error.reason)
        finally:
            if self._current.get(session.camera_id) is session:
                del self._current[session.camera_id]
            try:
                await peer.close()
            finally:
                self._lives.pop(session, None)

    async def _look_after(self, session: WhipSession) -> None:
        claimed_s = self.clock.monotonic_s()
        while not session.over:
            await first_of(session.peer.ended, timeout_s=LOOK_S)
            now_s = self.clock.monotonic_s()
            if session.claimed:
                claimed_s = now_s
            elif not self._known(session.camera_id):
                session.finish(Bilingual("该摄像机已移除", "the camera is no more"))
            elif now_s - claimed_s > self.settings.unclaimed_s and not session.over:
                _log.warning("whip_publisher_unclaimed", camera=session.camera_id)
                session.finish(Bilingual("该摄像机未在使用", "the camera is not in use"))
