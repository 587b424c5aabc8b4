"""GB/T 28181 codes are checked part by part."""

from __future__ import annotations

import pytest

from sharp_eyes.device_code import DeviceCode, code_faults
from sharp_eyes.errors import BadInput


def test_a_code_falls_into_its_parts() -> None:
    code = DeviceCode.parse("37049901001326000001")
    assert (code.centre, code.industry, code.type, code.network, code.serial) == (
        "37049901",
        "00",
        "132",
        "6",
        "000001",
    )
    assert code.county == "370499"


@pytest.mark.parametrize(
    "text",
    ["", "3704990100132600000", "370499010013260000011", "3704990100132600000x", "３" * 20],
)
def test_anything_but_twenty_digits_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="20 digits"):
        DeviceCode.parse(text)


def test_a_recorder_is_no_camera() -> None:
    with pytest.raises(BadInput, match="type 118"):
        DeviceCode.parse("37049901001186000001")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("37049901001326000001", []),
        ("3704990100132600000", ["19 characters"]),
        ("3704990A001326000001", ["centre (digits 1-8)"]),
        ("99049901001326000001", ["no province"]),
        ("370499010O1326000001", ["industry (digits 9-10)"]),
        ("37049901001186000001", ["an NVR"]),
        ("370499010013x6000001", ["type (digits 11-13)"]),
        ("3704990100132-000001", ["network (digits 14)"]),
        ("37049901001326000000", ["serials begin with"]),
        ("99049901001116000000", ["no province", "a DVR", "serials begin"]),
        ("3704990A00132600000B", ["centre", "serial"]),
    ],
)
def test_what_is_wrong_is_said_part_by_part(text: str, said: list[str]) -> None:
    faults = code_faults(text)
    assert len(faults) == len(said)
    assert all(word in fault.en for word, fault in zip(said, faults, strict=True))
    assert all(fault.zh for fault in faults)
