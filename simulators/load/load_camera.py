"""One camera of a load source."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

_CENTRE = "37049901"  # an invented town of the demo county
_INDUSTRY_TYPE_NETWORK = "001326"  # GB/T 28181-2022, annex E: road, IP camera, extranet


@dataclass(frozen=True, slots=True)
class LoadCamera:
    """One camera of a load source.

    Attributes:
        number: From 1.
    """

    number: int

    @property
    def camera_id(self) -> str:
        """Its GB/T 28181 code, 20 digits."""
        return f"{_CENTRE}{_INDUSTRY_TYPE_NETWORK}{self.number:06d}"

    @property
    def path(self) -> str:
        """Path of its address."""
        return f"/cam/{self.camera_id}"


def registry_yaml(cameras: list[LoadCamera], port: int, credentials: tuple[str, str] | None) -> str:
    """Return a camera registry of a load source.

    Args:
        cameras: Which.
        port: RTSP port on 127.0.0.1.
        credentials: User and password, written into the addresses; None for open access.
    """
    user = ""
    if credentials is not None:
        user = ":".join(quote(word, safe="") for word in credentials) + "@"
    head = (
        "# 负载源的摄像机，由 sharp-eyes simulate --load 写出\n"
        "# Cameras of a load source, written by sharp-eyes simulate --load\n"
        "version: 1\ncameras:\n"
    )
    return head + "".join(
        f'  - id: "{camera.camera_id}"\n'
        f"    name: 负载 load {camera.number}\n"
        f"    place_type: road\n"
        f"    streams: {{sub: rtsp://{user}127.0.0.1:{port}{camera.path}}}\n"
        for camera in cameras
    )
