"""Camera id and frame number as a block code in the picture, for machines to read back.

16 × 8 cells of 8 pixels in the top left corner: 115 bits of payload (67 bits of the camera's
20-digit id, 32 bits of frame number, 16 bits of CRC) and 13 fixed cells, from which the reader
learns what is black and what is white. The cells are large enough for H.264, JPEG and half size.
"""

from __future__ import annotations

import binascii

import cv2
import numpy as np
import numpy.typing as npt

COLUMNS = 16
ROWS = 8
CELL_PX = 8
_ID_BITS = 67  # 10^20 < 2^67
_FRAME_BITS = 32
_CRC_BITS = 16
_PAYLOAD_BITS = _ID_BITS + _FRAME_BITS + _CRC_BITS
_FIXED = (1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 0)
_BLACK, _WHITE = 16, 235
_MIN_CONTRAST = 40.0
_SAMPLES = 8  # pixels that a cell is resampled to


def draw(image: npt.NDArray[np.uint8], camera_id: str, frame_number: int) -> None:
    """Draw the code into the top left corner, in place.

    Args:
        image: BGR, at least 128 × 64 pixels.
        camera_id: 20 decimal digits.
        frame_number: 0 to 2^32 - 1.

    Raises:
        ValueError: The id or the number is out of range, or the picture too small.
    """
    if len(camera_id) != 20 or not camera_id.isdigit():
        raise ValueError(f"a camera id has 20 digits, not {camera_id!r}")
    if not 0 <= frame_number < 1 << _FRAME_BITS:
        raise ValueError(f"frame number {frame_number} does not fit in 32 bits")
    if image.shape[0] < ROWS * CELL_PX or image.shape[1] < COLUMNS * CELL_PX:
        raise ValueError(f"a picture of {image.shape[1]} x {image.shape[0]} is too small")
    value = int(camera_id) << _FRAME_BITS | frame_number
    value = value << _CRC_BITS | _crc(value)
    bits = [value >> (_PAYLOAD_BITS - 1 - i) & 1 for i in range(_PAYLOAD_BITS)]
    cells = np.array([*_FIXED, *bits], np.uint8).reshape(ROWS, COLUMNS)
    block = np.where(cells, _WHITE, _BLACK).astype(np.uint8).repeat(CELL_PX, 0).repeat(CELL_PX, 1)
    image[: ROWS * CELL_PX, : COLUMNS * CELL_PX] = block[..., None]


def read(image: npt.NDArray[np.uint8], scale: float = 1.0) -> tuple[str, int] | None:
    """Read the code back.

    Args:
        image: BGR or grey; the stamped picture, perhaps compressed and scaled.
        scale: Size of ``image`` relative to the picture that was stamped; 0.5 is half size.

    Returns:
        Camera id and frame number, or None when there is no code that checks.
    """
    width, height = COLUMNS * CELL_PX * scale, ROWS * CELL_PX * scale
    if scale <= 0 or image.shape[0] < height - 1 or image.shape[1] < width - 1:
        return None
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    # One sample position per target pixel, so that the scale need not be whole.
    factor = _SAMPLES / (CELL_PX * scale)
    matrix = np.array([[factor, 0, factor / 2 - 0.5], [0, factor, factor / 2 - 0.5]], np.float64)
    flat = cv2.warpAffine(
        grey,
        matrix,
        (COLUMNS * _SAMPLES, ROWS * _SAMPLES),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.float32)
    inner = flat.reshape(ROWS, _SAMPLES, COLUMNS, _SAMPLES)[:, 2:6, :, 2:6].mean((1, 3)).ravel()
    fixed = np.array(_FIXED, np.bool_)
    head = inner[: len(_FIXED)]
    white, black = float(head[fixed].mean()), float(head[~fixed].mean())
    if white - black < _MIN_CONTRAST:
        return None
    cells = inner > (white + black) / 2
    if not (cells[: len(_FIXED)] == fixed).all():
        return None
    value = 0
    for bit in cells[len(_FIXED) :]:
        value = value << 1 | int(bit)
    crc = value & (1 << _CRC_BITS) - 1
    value >>= _CRC_BITS
    camera = value >> _FRAME_BITS
    if _crc(value) != crc or camera >= 10**20:
        return None
    return f"{camera:020d}", value & (1 << _FRAME_BITS) - 1


def _crc(value: int) -> int:
    """CRC-16/CCITT (polynomial 0x1021) over id and frame number."""
    return binascii.crc_hqx(value.to_bytes((_ID_BITS + _FRAME_BITS + 7) // 8, "big"), 0xFFFF)
