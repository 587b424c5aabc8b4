"""What is sent about finding cameras."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from command_center.api.account_forms import MachineName
from sharp_eyes.device_code import CameraId
from sharp_eyes.finding.finding_job import FindingKind
from sharp_eyes.region_code import RegionCode
from sharp_eyes.registry.one_line import OneLine
from sharp_eyes.registry.place_type import PlaceType

Typed = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$")]
Host = Annotated[
    str,
    StringConstraints(
        max_length=200,
        pattern=r"^(?:https?://)?[A-Za-z0-9.:\[\]-]{1,100}(?:/[0-9]{1,3}|/onvif/[A-Za-z0-9_./-]{1,80})?$",
    ),
]
"""A host with or without a port, a network, or a device service where ONVIF has them: nothing else
is sent questions on somebody's word."""


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class NewFinding(_Form):
    """A look at one stream, or a search for devices.

    Attributes:
        node: Who looks; for a registered camera by default the node that holds it.
        kind: ``probe`` or ``discover``.
        address: rtsp:// or rtsps:// address to look at.
        camera: A registered camera to look at instead, by its own address and password.
        stream: Which of its streams.
        hosts: Devices or networks to ask; none for a search of the node's own network.
        username: User name at the cameras.
        password: Its password; kept sealed until the node has it, and nowhere after.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"node": "town-101", "kind": "probe", "address": "rtsp://192.0.2.10/h264/sub"},
                {"kind": "probe", "camera": "37049901001326000001"},
                {"node": "town-101", "kind": "discover", "hosts": ["192.0.2.0/24"]},
            ]
        }
    )

    node: MachineName | None = None
    kind: FindingKind
    address: Typed | None = Field(default=None, min_length=8, max_length=512)
    camera: CameraId | None = None
    stream: Literal["sub", "main"] = "sub"
    hosts: tuple[Host, ...] = Field(default=(), max_length=16)
    username: Typed = Field(default="", max_length=64)
    password: Typed = Field(default="", max_length=128)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        looks = (self.address is not None) + (self.camera is not None)
        if looks != (1 if self.kind is FindingKind.PROBE else 0):
            raise ValueError(
                "probe 需要 address 或 camera 之一，discover 都不需要 / a probe needs either "
                "address or camera, a search neither"
            )
        if self.hosts and self.kind is FindingKind.PROBE:
            raise ValueError("hosts 只用于 discover / hosts are for a search")
        if self.password and not self.username:
            raise ValueError("缺少用户名 / a password needs a user name")
        return self


class TakenCamera(_Form):
    """A camera that was found and is taken over.

    Attributes:
        sub: Its address, as it was found.
        name: What to call it; as it was found without.
        region: Where it is; as for all without.
        place_type: What kind of place it looks at; until it is named nothing is analysed.
    """

    sub: Typed = Field(min_length=8, max_length=512)
    name: OneLine | None = Field(default=None, min_length=1, max_length=80)
    region: RegionCode | None = None
    place_type: PlaceType = PlaceType.UNKNOWN


class TakeOver(_Form):
    """Which of the cameras found the registry takes.

    Attributes:
        region: Where they are, 12 digits.
        cameras: Which.
        username: User name at them, kept with their passwords; empty for none.
        password: Its password.
        dry_run: Only say what would happen.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "region": "370499101201",
                    "cameras": [
                        {
                            "sub": "rtsp://192.0.2.10/h264/sub",
                            "name": "东溪村口",
                            "place_type": "village_entrance",
                        }
                    ],
                    "dry_run": True,
                }
            ]
        }
    )

    region: RegionCode
    cameras: tuple[TakenCamera, ...] = Field(min_length=1, max_length=512)
    username: Typed = Field(default="", max_length=64)
    password: Typed = Field(default="", max_length=128)
    dry_run: bool = True
