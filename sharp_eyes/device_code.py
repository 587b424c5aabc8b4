"""GB/T 28181 device codes: the 20 digits that name a camera."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

CAMERA_TYPES = frozenset({"131", "132"})
"""Type codes of cameras: 131 camera, 132 IP camera (GB/T 28181-2022, annex E, table E.1)."""


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """A GB/T 28181 code split into its parts (GB/T 28181-2022, annex E).

    Attributes:
        centre: 8 digits, county (6) and town or station (2).
        industry: 2 digits.
        type: 3 digits, see ``CAMERA_TYPES``.
        network: 1 digit, 6 is the government extranet.
        serial: 6 digits.
    """

    centre: str
    industry: str
    type: str
    network: str
    serial: str

    @property
    def county(self) -> str:
        """The six digits of the county, GB/T 2260."""
        return self.centre[:6]

    @classmethod
    def parse(cls, text: str) -> DeviceCode:
        """Split a code.

        Args:
            text: 20 decimal digits.

        Raises:
            BadInput: not 20 digits, or not a camera's type code; the message says which part.
        """
        if len(text) != 20 or not (text.isascii() and text.isdigit()):
            raise BadInput(
                Bilingual(
                    f"设备编码“{text}”应为 20 位数字，实为 {len(text)} 位",
                    f"device code {text!r} must be 20 digits, it has {len(text)} characters",
                ),
                next_step=Bilingual(
                    "按 GB/T 28181 填写：中心 8 位、行业 2 位、类型 3 位、网络 1 位、序号 6 位",
                    "write it as GB/T 28181 says: centre 8, industry 2, type 3, network 1, "
                    "serial 6 digits",
                ),
            )
        code = cls(text[:8], text[8:10], text[10:13], text[13], text[14:])
        if code.type not in CAMERA_TYPES:
            raise BadInput(
                Bilingual(
                    f"设备编码“{text}”的类型码为 {code.type}，摄像机应为 131 或 132",
                    f"device code {text!r} has type {code.type} at digits 11 to 13; a camera has "
                    "131 or 132",
                ),
                next_step=Bilingual("核对第 11 至 13 位", "check digits 11 to 13"),
            )
        return code


def _check(text: str) -> str:
    try:
        DeviceCode.parse(text)
    except BadInput as error:
        raise ValueError(str(error.message)) from error
    return text


def _digits(value: object) -> object:
    # An unquoted id in YAML arrives as an integer when another loader than ours read it.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


CameraId = Annotated[str, BeforeValidator(_digits), AfterValidator(_check)]
"""A camera's id: a GB/T 28181 code of type 131 or 132."""
