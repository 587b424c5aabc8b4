"""What a worker needs to know of its cameras (contract C11)."""

from __future__ import annotations

from pydantic import Field, SecretStr

from sharp_eyes.node.message import Message
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand


class CameraSecret(Message):
    """User name and password of a camera; travels by this call alone.

    Attributes:
        name: The reference that ``Camera.credentials`` carries.
        username: User name.
        password: Password; printed as stars.
    """

    name: str
    username: str
    password: SecretStr


class ShardRegistry(Message):
    """The cameras of one shard at one revision.

    Attributes:
        shard: The shard's id.
        epoch: Granted by the centre's database, higher at each grant (contract C10).
        revision: Counts the registry's changes.
        cameras: The shard's cameras.
        permits: Permits on ground these cameras may see (``sharp_eyes.registry.ground_reach``).
        protected_land: Protected land these cameras may see.
        secrets: Their credentials.
    """

    shard: str
    epoch: int = Field(ge=0)
    revision: int = Field(ge=0)
    cameras: tuple[Camera, ...] = ()
    permits: tuple[Permit, ...] = ()
    protected_land: tuple[ProtectedLand, ...] = ()
    secrets: tuple[CameraSecret, ...] = ()


class RevisionNotice(Message):
    """The retained message that wakes workers after a change.

    Attributes:
        revision: The newest revision.
    """

    revision: int = Field(ge=0)
