"""Limits of WebRTC connections."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from ingest.webrtc.ice_server import IceServer
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

ICE_SERVERS_VARIABLE = "SHARP_EYES_ICE_SERVERS"
ICE_ADDRESSES_VARIABLE = "SHARP_EYES_ICE_ADDRESSES"


@dataclass(frozen=True, slots=True)
class WebRtcSettings:
    """What both directions, WHIP and WHEP, go by.

    Attributes:
        ice_servers: STUN and TURN servers; none on a local network. Of each sort the first counts.
        addresses: Our own IP addresses to be reached at; all but loopback if empty.
        min_interval_s: A key frame is asked for so often, and no more are handed on.
        max_bitrate_kbps: What a sender is told that it may send at most.
        flood_kbps: Above this a stream is ended: each packet costs this process time.
        connect_timeout_s: From the offer to the first packet that is let in.
        gather_timeout_s: For finding our own addresses.
        http_timeout_s: For one request of the WHEP client.
        silence_s: Without any video for so long, the connection is over.
        key_frame_timeout_s: With video, but without a whole key frame for so long, likewise.
        close_timeout_s: For the good-bye.
        unclaimed_s: A publisher that no link takes for so long is sent away. Longer than the
            longest pause between two tries, and than between two looks at a camera that is not
            held all the time.
        max_sessions: Publishers at a time.
        rate_window_s: Bitrate and pictures a second are counted over this time.
    """

    ice_servers: tuple[IceServer, ...] = ()
    addresses: tuple[str, ...] = ()
    min_interval_s: float = 1.0
    max_bitrate_kbps: int = 2_000
    flood_kbps: int = 10_000
    connect_timeout_s: float = 15.0
    gather_timeout_s: float = 6.0
    http_timeout_s: float = 10.0
    silence_s: float = 10.0
    key_frame_timeout_s: float = 15.0
    close_timeout_s: float = 2.0
    unclaimed_s: float = 300.0
    max_sessions: int = 64
    rate_window_s: float = 5.0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read ICE servers and our own addresses; they come by environment since TURN has secrets.

        Args:
            environment: ``SHARP_EYES_ICE_SERVERS`` holds servers with blanks between them, each
                ``url``, or ``url,username,password`` for TURN; ``SHARP_EYES_ICE_ADDRESSES`` holds
                IP addresses with blanks between them.

        Raises:
            BadInput: one of them cannot be.
        """
        servers = []
        for text in environment.get(ICE_SERVERS_VARIABLE, "").split():
            url, _, rest = text.partition(",")
            username, _, credential = rest.partition(",")
            servers.append(IceServer(url, username or None, credential or None))
        addresses = environment.get(ICE_ADDRESSES_VARIABLE, "").split()
        for address in addresses:
            try:
                ipaddress.ip_address(address)
            except ValueError as error:
                raise BadInput(
                    Bilingual(
                        f"{ICE_ADDRESSES_VARIABLE} 中的“{address[:60]}”不是 IP 地址",
                        f"{address[:60]!r} in {ICE_ADDRESSES_VARIABLE} is no IP address",
                    ),
                    next_step=Bilingual(
                        "请写本机的 IP 地址，用空格隔开",
                        "write IP addresses of this machine, with blanks between them",
                    ),
                ) from error
        return cls(ice_servers=tuple(servers), addresses=tuple(addresses))
