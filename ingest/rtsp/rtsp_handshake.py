"""From OPTIONS to PLAY on one connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.errors import (
    UNSUPPORTED_TRANSPORT,
    BadStreamAddress,
    NoUsableVideo,
    RtspProtocolError,
    RtspRefusal,
)
from ingest.rtsp.control_address import base_address, control_addresses
from ingest.rtsp.interleaved_channels import InterleavedChannels, leaves_the_connection
from ingest.rtsp.rtsp_exchange import Headers, RtspExchange
from ingest.rtsp.rtsp_message import RtspMessage
from ingest.rtsp.rtsp_url import RtspUrl
from ingest.rtsp.session_description import SessionDescription
from ingest.rtsp.video_track import VideoTrack, describe_offer

ASKED = InterleavedChannels(0, 1)
_RANGE = ("Range", "npt=0.000-")
_OTHERWISE = frozenset({400, 404, 451, 456, 457, 459, 460})
"""Refusals of how a thing was asked for, not of the thing: bad request, not found, parameter not
understood, header field not valid, invalid range, aggregate operation not allowed, only aggregate
operation allowed (RFC 2326 §11.3)."""


@dataclass(frozen=True, slots=True)
class PlayingStream:
    """What a server plays.

    Attributes:
        track: The video.
        channels: Its interleaved channels.
        control: Address of the whole session, for keep-alive and TEARDOWN.
        keep_alive_method: A method that the server says it knows.
    """

    track: VideoTrack
    channels: InterleavedChannels
    control: str
    keep_alive_method: str


@dataclass(frozen=True, slots=True)
class Redirected:
    """The server is to be asked elsewhere.

    Attributes:
        target: Where.
    """

    target: RtspUrl


class RtspHandshake:
    """Asks a server for its video.

    Args:
        url: The stream.
        exchange: On an open connection.
    """

    def __init__(self, url: RtspUrl, exchange: RtspExchange) -> None:
        self._url = url
        self._exchange = exchange

    async def run(self) -> PlayingStream | Redirected:
        """Ask until it plays.

        Raises:
            CameraUnreachable: the connection ended.
            CredentialsRefused: user name and password missing or wrong.
            RtspRefusal: an error status, or another transport than this connection.
            RtspProtocolError: not RTSP.
            NoUsableVideo: no H.264 or H.265 video.
            TooSlow: an answer took too long.
            OSError: the connection broke.
        """
        exchange, address = self._exchange, str(self._url)
        options = await exchange.request("OPTIONS", address, lenient=True)
        if 300 <= options.status < 400:
            return self._redirect(options, "OPTIONS")
        # Some cameras do not know OPTIONS, or not for this path: DESCRIBE decides.
        describe = await exchange.request("DESCRIBE", address, [("Accept", "application/sdp")])
        if 300 <= describe.status < 400:
            return self._redirect(describe, "DESCRIBE")
        self._expect_ok(describe, "DESCRIBE")
        session = SessionDescription.parse(describe.body)
        track = VideoTrack.pick(session)
        if track is None:
            raise NoUsableVideo(address, describe_offer(session))
        named = [describe.header("content-base"), describe.header("content-location")]
        base = base_address(self._url, named)

        transport = f"RTP/AVP/TCP;unicast;interleaved={ASKED.rtp}-{ASKED.rtcp}"
        media = self._addresses(base, track.control)
        media_uri, setup = await self._ask(
            "SETUP", [(uri, [("Transport", transport)]) for uri in media]
        )
        if 300 <= setup.status < 400:
            return self._redirect(setup, "SETUP")
        self._expect_ok(setup, "SETUP")
        channels = self._channels(setup)

        exchange.keeps_packets = True
        whole = self._addresses(base, session.control)
        attempts: list[tuple[str, Headers]] = [(whole[0], [_RANGE])]
        attempts += [(uri, []) for uri in dict.fromkeys((*whole, media_uri))]
        control, play = await self._ask("PLAY", attempts)
        if 300 <= play.status < 400:
            return self._redirect(play, "PLAY")
        self._expect_ok(play, "PLAY")
        exchange.take_rest()
        return PlayingStream(track, channels, control, _keep_alive_method(options))

    async def _ask(
        self, method: str, attempts: Sequence[tuple[str, Headers]]
    ) -> tuple[str, RtspMessage]:
        """Ask in one way after the other until one is not refused for how it was asked."""
        first: tuple[str, RtspMessage] | None = None
        for uri, headers in attempts:
            message = await self._exchange.request(method, uri, headers)
            if message.status not in _OTHERWISE:
                return uri, message
            first = first or (uri, message)
        if first is None:
            raise AssertionError("there is at least one way to ask")
        return first

    def _addresses(self, base: RtspUrl, control: str) -> list[str]:
        try:
            return control_addresses(self._url, base, control)
        except BadStreamAddress as error:
            raise RtspProtocolError(str(self._url), error.message) from error

    def _channels(self, setup: RtspMessage) -> InterleavedChannels:
        transport = setup.header("transport") or ""
        channels = InterleavedChannels.parse(transport)
        if channels is None and leaves_the_connection(transport):
            reason = "interleaved RTP asked for, another transport given"
            raise RtspRefusal(str(self._url), "SETUP", UNSUPPORTED_TRANSPORT, reason)
        return channels or ASKED

    def _redirect(self, message: RtspMessage, method: str) -> Redirected:
        location = message.header("location")
        if not location:
            raise RtspRefusal(str(self._url), method, message.status, "without Location")
        try:
            return Redirected(RtspUrl.parse(self._url.resolve(location))[0])
        except BadStreamAddress as error:
            raise RtspProtocolError(str(self._url), error.message) from error

    def _expect_ok(self, message: RtspMessage, method: str) -> None:
        if not 200 <= message.status < 300:
            # The camera's own words go into logs and onto pages.
            reason = "".join(letter for letter in message.reason[:80] if letter.isprintable())
            raise RtspRefusal(str(self._url), method, message.status, reason)


def _keep_alive_method(options: RtspMessage) -> str:
    """GET_PARAMETER, which is made for it (RFC 2326 §10.8), unless the server does not list it."""
    public = {
        word.strip().upper() for value in options.all("public") for word in value.split(",")
    } - {""}
    return "OPTIONS" if public and "GET_PARAMETER" not in public else "GET_PARAMETER"
