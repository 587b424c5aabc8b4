"""Ids for cameras that no GB/T 28181 platform has numbered."""

from __future__ import annotations

from collections.abc import Iterable

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

MAX_SERIAL = 999_999
_INDUSTRY = "00"
"""GB/T 28181-2022, annex E: 00 to 09 are networks of the public, 00 that of streets and roads."""
_IP_CAMERA = "132"


class LocalIds:
    """Gives free codes of one region, in order.

    A local code has the shape of GB/T 28181 (annex E): 8 digits of the region (county 6, town 2),
    industry 00, type 132, network, and a serial number.

    Args:
        region: 12 digits; its county and town begin the codes.
        taken: Codes that are given already.
        network: Digit 14; 6 is the government extranet.
        first: Serial number to begin with.
    """

    def __init__(
        self, region: str, taken: Iterable[str] = (), network: str = "6", first: int = 1
    ) -> None:
        # A town has three digits in the region's code and two in a device's.
        self._prefix = f"{region[:6]}{region[7:9]}{_INDUSTRY}{_IP_CAMERA}{network}"
        self._taken = set(taken)
        self._next = first

    def new(self) -> str:
        """Return a code that was not given before.

        Raises:
            BadInput: there is none left.
        """
        while self._next <= MAX_SERIAL:
            code = f"{self._prefix}{self._next:06d}"
            self._next += 1
            if code not in self._taken:
                self._taken.add(code)
                return code
        raise BadInput(
            Bilingual(f"编码段 {self._prefix} 已用完", f"no code is left under {self._prefix}"),
            next_step=Bilingual("请换一个区划或网络标识", "take another region or network digit"),
        )
