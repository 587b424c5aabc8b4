"""Where a camera's stream is to be had."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CameraSource:
    """One camera for the supply; two that compare equal are the same stream.

    Attributes:
        id: The camera's id, 20 digits.
        url: rtsp:// or rtsps:// address. Credentials inside it are used if none are given apart.
        username: Account on the camera, or None.
        password: Its password; not shown by ``repr``.
        certificate_sha256: Pinned certificate for rtsps, hexadecimal, or None.
    """

    id: str
    url: str = field(repr=False)
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    certificate_sha256: str | None = None
