"""Drops the operations of an ONNX graph that nobody reads."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import onnx


def without_unread(
    nodes: Sequence[onnx.NodeProto], outputs: Collection[str]
) -> list[onnx.NodeProto]:
    """Return the nodes that the outputs depend on, in their order.

    Args:
        nodes: each after the ones it reads.
        outputs: names of the values that are wanted.
    """
    kept: list[onnx.NodeProto] = []
    read = set(outputs)
    for node in reversed(nodes):
        if read.intersection(node.output):
            kept.append(node)
            read.update(node.input)
    return kept[::-1]
