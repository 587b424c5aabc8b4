"""Where a camera's stream is to be had."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class CameraSource:
    """One camera for the supply; two that compare equal are the same stream.

    Attributes:
        id: The camera's id, 20 digits.
        url: rtsp:// or rtsps:// address, or whep:// or wheps:// (a stream that we subscribe to), or
            whip:// (a device publishes to us; the address says no more). Credentials inside it are
            used if none are given apart.
        username: Account on the camera, or None.
        password: Its password, or the Bearer token of WebRTC; not shown by ``repr``.
        certificate_sha256: Pinned certificate for rtsps, hexadecimal, or None.
        held: The connection stands all the time; else frames come only when they are fetched.
        frames_every_s: Where nobody looks at the camera, one frame in so long is enough to know how
            it is; 0 for every key frame.
    """

    id: str
    url: str = field(repr=False)
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    certificate_sha256: str | None = None
    held: bool = True
    frames_every_s: float = 0.0

    def same_stream(self, other: CameraSource) -> bool:
        """Tell whether the two differ at most in how much of one stream is wanted."""
        return self == replace(other, held=self.held, frames_every_s=self.frames_every_s)
