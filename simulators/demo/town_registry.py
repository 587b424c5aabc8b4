"""The town's registry as this run serves it."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from sharp_eyes.registry.registry import Registry


def at_port(registry: Registry, port: int) -> Registry:
    """Point every stream at the simulator of this run.

    Args:
        registry: The town's registry.
        port: RTSP port of the simulator on loopback.

    Returns:
        The same registry with ``rtsp://127.0.0.1:<port>`` before every path.
    """

    def moved(address: str | None) -> str | None:
        if address is None or not address.startswith("rtsp"):
            return address
        parts = urlsplit(address)
        return urlunsplit(parts._replace(scheme="rtsp", netloc=f"127.0.0.1:{port}"))

    cameras = tuple(
        camera.model_copy(
            update={
                "streams": camera.streams.model_copy(
                    update={
                        "sub": moved(camera.streams.sub),
                        "main": moved(camera.streams.main),
                    }
                )
            }
        )
        for camera in registry.cameras
    )
    return registry.model_copy(update={"cameras": cameras})
