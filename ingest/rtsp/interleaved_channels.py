"""Interleaved channels out of a Transport header (RFC 2326 §12.39, §10.12)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InterleavedChannels:
    """Channel numbers of one medium inside the RTSP connection.

    Attributes:
        rtp: Channel of the RTP packets, 0 to 255.
        rtcp: Channel of the RTCP packets, 0 to 255.
    """

    rtp: int
    rtcp: int

    @classmethod
    def parse(cls, transport: str) -> InterleavedChannels | None:
        """Read the channels out of an answered Transport header.

        Args:
            transport: For example ``RTP/AVP/TCP;unicast;interleaved=2-3;ssrc=0A0B0C0D``.

        Returns:
            The channels, or None if none are named. A single number takes the next one for RTCP.
        """
        for choice in transport.split(","):
            for part in choice.split(";"):
                name, _, value = part.partition("=")
                if name.strip().lower() != "interleaved":
                    continue
                first, _, second = value.strip().partition("-")
                rtp = _channel(first)
                if rtp is None:
                    return None
                rtcp = _channel(second)
                if rtcp is None or rtcp == rtp:
                    rtcp = (rtp + 1) % 256
                return cls(rtp, rtcp)
        return None


def leaves_the_connection(transport: str) -> bool:
    """Tell whether a Transport header without channels means datagrams (ports, multicast)."""
    names = {
        part.partition("=")[0].strip().lower()
        for choice in transport.split(",")
        for part in choice.split(";")
    }
    return bool(names & {"client_port", "server_port", "port", "multicast", "rtp/avp/udp"})


def _channel(text: str) -> int | None:
    digits = text.strip()
    if digits.isascii() and digits.isdigit() and len(digits) <= 3 and int(digits) <= 255:
        return int(digits)
    return None
