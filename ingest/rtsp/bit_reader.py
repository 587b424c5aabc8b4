"""Bits of a NAL unit's payload (H.264 §7.2, §9.1; H.265 §9.2)."""

from __future__ import annotations


class BitReader:
    """Reads bits from the front, emulation prevention bytes removed.

    Args:
        payload: RBSP with emulation prevention, at most a few kB.
    """

    __slots__ = ("_bits", "_left")

    def __init__(self, payload: bytes) -> None:
        clean = payload.replace(b"\0\0\3", b"\0\0")
        self._bits = int.from_bytes(clean, "big")
        self._left = 8 * len(clean)

    def bits(self, count: int) -> int:
        """Read ``count`` bits as an unsigned number.

        Raises:
            EOFError: fewer bits are left.
        """
        if count > self._left:
            raise EOFError("the parameter set ends too early")
        self._left -= count
        return self._bits >> self._left & (1 << count) - 1

    def flag(self) -> bool:
        """Read one bit."""
        return self.bits(1) == 1

    def unsigned(self) -> int:
        """Read ue(v), an Exp-Golomb code of at most 32 bits."""
        zeros = 0
        while not self.flag():
            zeros += 1
            if zeros > 32:
                raise EOFError("an Exp-Golomb code longer than 32 bits")
        return (1 << zeros) - 1 + self.bits(zeros)

    def signed(self) -> int:
        """Read se(v)."""
        code = self.unsigned()
        return (code + 1) // 2 if code % 2 else -(code // 2)
