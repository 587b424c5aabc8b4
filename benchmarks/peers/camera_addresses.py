"""Addresses of the cameras, as a peer opens them."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from sharp_eyes.registry.yaml_file import load_with_credentials

PASSWORD_VARIABLE = "SHARP_EYES_CAMERA_PASSWORD"
CAMERA_USER = "camera"


def camera_addresses(registry: Path) -> dict[str, str]:
    """Return the small stream's address of every camera by id.

    Where a camera names credentials, user and password (from the environment) go into the address:
    the peers take them no other way.

    Args:
        registry: YAML file.

    Raises:
        SharpEyesError: the file cannot be read.
    """
    password = os.environ.get(PASSWORD_VARIABLE)
    addresses: dict[str, str] = {}
    for camera in load_with_credentials(registry).registry.cameras:
        address = str(camera.streams.sub)
        if camera.credentials and password:
            parts = urlsplit(address)
            user = f"{CAMERA_USER}:{quote(password, safe='')}"
            address = urlunsplit(parts._replace(netloc=f"{user}@{parts.netloc}"))
        addresses[camera.id] = address
    return addresses
