"""GB/T 28181 device codes: the 20 digits that name a camera."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

CAMERA_TYPES = frozenset({"131", "132"})
"""Type codes of cameras: 131 camera, 132 IP camera (GB/T 28181-2022, annex E, table E.1)."""

LENGTH = 20

_PARTS = (
    (Bilingual("中心编码", "centre"), 0, 8),
    (Bilingual("行业编码", "industry"), 8, 10),
    (Bilingual("类型编码", "type"), 10, 13),
    (Bilingual("网络标识", "network"), 13, 14),
    (Bilingual("序号", "serial"), 14, 20),
)
_OTHER_TYPES = {
    "111": Bilingual("硬盘录像机", "a DVR"),
    "118": Bilingual("网络录像机", "an NVR"),
    "200": Bilingual("平台", "a platform"),
    "215": Bilingual("业务分组", "a business group"),
    "216": Bilingual("虚拟组织", "a virtual group"),
    "505": Bilingual("分析设备", "an analysis device"),
}
_PROVINCES = frozenset(
    str(first * 10 + second)
    for first, count in ((1, 5), (2, 3), (3, 7), (4, 6), (6, 5))
    for second in range(1, count + 1)
) | {"50", "51", "52", "53", "54", "71", "81", "82"}
"""First two digits of every administrative code (GB/T 2260)."""
_FREE_INDUSTRIES = (range(12, 40), range(56, 100))
"""Industries that the standard leaves open; some platforms use them all the same."""
_FREE_NETWORK = "9"
"""Kept free; 0 to 4 are networks of cameras, 5 of the police, 6 of the government, 7 the internet,
8 of other owners."""


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


def code_faults(text: str) -> tuple[Bilingual, ...]:
    """Say what is wrong with each part of a camera's code, all parts at once.

    Args:
        text: What somebody wrote as an id.

    Returns:
        One text for each part that is wrong; none where the code is a camera's.
    """
    if len(text) != LENGTH:
        return (
            Bilingual(
                f"设备编码应为 {LENGTH} 位数字，实为 {len(text)} 位",
                f"a camera's id has {LENGTH} digits, this one has {len(text)} characters",
            ),
        )
    faults = []
    for name, start, end in _PARTS:
        part = text[start:end]
        if not (part.isascii() and part.isdigit()):
            where = f"{start + 1}" if end - start == 1 else f"{start + 1}-{end}"
            faults.append(
                Bilingual(
                    f"{name.zh}（第 {where} 位）“{part}”应全为数字",
                    f"{name.en} (digits {where}) is {part!r}, not digits alone",
                )
            )
    if faults:
        return tuple(faults)
    code = DeviceCode(text[:8], text[8:10], text[10:13], text[13], text[14:])
    if code.centre[:2] not in _PROVINCES:
        faults.append(
            Bilingual(
                f"中心编码（第 1-8 位）以 {code.centre[:2]} 开头，没有这个省级代码",
                f"centre (digits 1-8) begins with {code.centre[:2]}, which is no province",
            )
        )
    if code.type not in CAMERA_TYPES:
        kind = _OTHER_TYPES.get(code.type)
        faults.append(
            Bilingual(
                f"类型编码（第 11-13 位）为 {code.type}{f'（{kind.zh}）' if kind else ''}，"
                "摄像机应为 131 或 132",
                f"type (digits 11-13) is {code.type}{f' ({kind.en})' if kind else ''}; a camera "
                "has 131 or 132",
            )
        )
    if code.serial == "000000":
        faults.append(
            Bilingual(
                "序号（第 15-20 位）为 000000，应从 000001 起",
                "serial (digits 15-20) is 000000; serials begin with 000001",
            )
        )
    return tuple(faults)


def code_notes(text: str) -> tuple[Bilingual, ...]:
    """Say what looks odd of a camera's code that is one: parts the standard keeps free.

    Args:
        text: 20 digits without a fault.
    """
    code, notes = DeviceCode.parse(text), []
    if any(int(code.industry) in free for free in _FREE_INDUSTRIES):
        notes.append(
            Bilingual(
                f"行业编码（第 9-10 位）为 {code.industry}，国标中为预留，请核对",
                f"industry (digits 9-10) is {code.industry}, which the standard keeps free: is it "
                "right?",
            )
        )
    if code.network == _FREE_NETWORK:
        notes.append(
            Bilingual(
                f"网络标识（第 14 位）为 {code.network}，国标中为预留，请核对",
                f"network (digit 14) is {code.network}, which the standard keeps free: is it "
                "right?",
            )
        )
    return tuple(notes)


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
