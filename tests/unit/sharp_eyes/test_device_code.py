"""GB/T 28181 codes are checked part by part."""

from __future__ import annotations

import pytest

from sharp_eyes.device_code import DeviceCode
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
