"""Lifts the fixed input size of a fully convolutional ONNX model.

Two things tie such a model to the size it was exported at: bilinear resizes to a number of pixels,
which become resizes by a factor, and reshapes to a number of places, which become "whatever is
left". The weights stay as they are.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import helper, numpy_helper

from build_support.errors import BuildSupportError
from build_support.unread_nodes import without_unread

_FLATTENED_RANK = 3


def make_size_agnostic(model: onnx.ModelProto, *, size_multiple: int) -> onnx.ModelProto:
    """Return the model with its batch, height and width left open.

    Args:
        model: a model with one input of shape [1, channels, height, width] and with the shapes of
            all its values worked out (onnx.shape_inference); it is not changed.
        size_multiple: what height and width have to be a multiple of, that is the largest stride;
            it only enters the names of the open dimensions.

    Raises:
        BuildSupportError: a resize is not by a simple factor, or a reshape does something else
            than flatten the places of a plane.
    """
    source = model.graph
    shapes = _shapes(source)
    constants = {tensor.name: tensor for tensor in source.initializer}
    nodes: list[onnx.NodeProto] = []
    added: list[onnx.TensorProto] = []
    for node in source.node:
        if node.op_type == "Resize":
            factors = _factors(node, shapes)
            name = f"{node.output[0]}_factors"
            added.append(numpy_helper.from_array(factors, name))
            nodes.append(_with_inputs(node, [node.input[0], "", name]))
        elif node.op_type == "Reshape":
            target = _open_shape(node, numpy_helper.to_array(constants[node.input[1]]))
            name = f"{node.output[0]}_shape"
            added.append(numpy_helper.from_array(target, name))
            nodes.append(_with_inputs(node, [node.input[0], name]))
        else:
            nodes.append(node)
    nodes = without_unread(nodes, {output.name for output in source.output})
    read = {value for node in nodes for value in node.input}
    entry = source.input[0]
    channels = shapes[entry.name][1]
    open_shape: list[str | int | None] = [
        "batch",
        channels,
        f"height_x{size_multiple}",
        f"width_x{size_multiple}",
    ]
    graph = helper.make_graph(
        nodes,
        source.name,
        [helper.make_tensor_value_info(entry.name, entry.type.tensor_type.elem_type, open_shape)],
        [
            helper.make_tensor_value_info(
                output.name,
                output.type.tensor_type.elem_type,
                ["batch", f"{output.name}_places", shapes[output.name][-1]],
            )
            for output in source.output
        ],
        [tensor for tensor in [*source.initializer, *added] if tensor.name in read],
    )
    result = helper.make_model(graph, opset_imports=list(model.opset_import))
    result.ir_version = model.ir_version
    onnx.checker.check_model(result)
    return result


def _shapes(graph: onnx.GraphProto) -> dict[str, tuple[int, ...]]:
    return {
        info.name: tuple(dimension.dim_value for dimension in info.type.tensor_type.shape.dim)
        for info in [*graph.input, *graph.value_info, *graph.output]
    }


def _factors(
    node: onnx.NodeProto, shapes: dict[str, tuple[int, ...]]
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    before, after = shapes[node.input[0]], shapes[node.output[0]]
    for old, new in zip(before, after, strict=True):
        # Anything but a doubling, halving and the like would round differently at another size.
        if not old or not new or (new % old and old % new):
            raise BuildSupportError(f"resize {node.output[0]}: {before} → {after} is no factor")
    return np.array([new / old for old, new in zip(before, after, strict=True)], np.float32)


def _open_shape(
    node: onnx.NodeProto, target: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    if target.shape != (_FLATTENED_RANK,) or target[0] != 1:
        raise BuildSupportError(f"reshape {node.output[0]}: {target.tolist()} is not a flattening")
    # 0 keeps the batch, -1 takes what is left.
    return np.array([0, target[1], -1], np.int64)


def _with_inputs(node: onnx.NodeProto, inputs: list[str]) -> onnx.NodeProto:
    changed = onnx.NodeProto()
    changed.CopyFrom(node)
    del changed.input[:]
    changed.input.extend(inputs)
    return changed
