"""From the registry's cameras to streams that can be opened."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.camera_source import CameraSource
from sharp_eyes.node.shard_registry import CameraSecret, ShardRegistry

READABLE = ("rtsp://", "rtsps://", "whep://", "wheps://", "whip:")
"""What the frame supply opens."""


def camera_sources(registry: ShardRegistry) -> list[CameraSource]:
    """Return the streams to hold: of enabled cameras with an address that can be opened.

    Args:
        registry: The shard's cameras and their credentials.
    """
    secrets: Mapping[str, CameraSecret] = {one.name: one for one in registry.secrets}
    sources = []
    for camera in registry.cameras:
        if not camera.enabled or not camera.streams.sub.startswith(READABLE):
            continue
        secret = secrets.get(camera.credentials) if camera.credentials else None
        sources.append(
            CameraSource(
                camera.id,
                camera.streams.sub,
                secret.username if secret else None,
                secret.password.get_secret_value() if secret else None,
                camera.certificate_sha256,
            )
        )
    return sources
