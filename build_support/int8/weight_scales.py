"""Scales of convolution weights in 8-bit integers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

LARGEST = 127


def weight_scales(weights: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return one scale for each output channel.

    Processors without VNNI add two products of an unsigned and a signed byte in 16 bits
    (vpmaddubsw), which saturates silently. No two neighbouring weights of one sign therefore
    exceed 128 together after rounding: 255 x 128 still fits. So every x86-64 processor gives the
    same result, at nearly the precision of full 8 bits; onnxruntime's own way, ``reduce_range``,
    gives up a whole bit.

    Args:
        weights: (out, in, rows, columns).
    """
    largest = np.abs(weights).max(axis=(1, 2, 3))
    # Which weights are neighbours depends on the order in which a kernel takes them.
    for order in ((0, 2, 3, 1), (0, 1, 2, 3)):
        flat = weights.transpose(order).reshape(len(weights), -1)
        if flat.shape[1] < 2:
            continue
        for side in (np.maximum(flat, 0), np.maximum(-flat, 0)):
            largest = np.maximum(largest, (side[:, 1:] + side[:, :-1]).max(axis=1))
    scales: npt.NDArray[np.float32] = np.maximum(largest, np.float32(1e-8)) / np.float32(LARGEST)
    return scales.astype(np.float32)
