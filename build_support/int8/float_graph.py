"""NanoDet's graph in the form that is quantized: the same sums, fewer and cheaper steps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from build_support.errors import BuildSupportError

Array = npt.NDArray[np.float32]

# Of the training pictures, blue, green, red (NanoDet's configuration files).
MEAN = (103.53, 116.28, 123.675)
DEVIATION = (57.375, 57.12, 58.395)
STRIDES = (8, 16, 32)
CLASSES = 80
CELL_CHANNELS = 12

INPUT = "image"
CELLS = "cells"


@dataclass(frozen=True, slots=True)
class FloatGraph:
    """A graph whose input is ``image`` [batch, h / 2 + 1, w / 2 + 1, 12], values 0 to 255.

    Attributes:
        nodes: In order; the first turns ``image`` into ``cells``, channels first.
        constants: Weights and the like by name.
        outputs: Of the nodes: class logits (80) and side logits (44), channels first, by the name
            that the finished model gives them, ``classes_8`` … ``sides_32``.
    """

    nodes: tuple[onnx.NodeProto, ...]
    constants: Mapping[str, Array]
    outputs: Mapping[str, str]

    def model(self, wanted: tuple[str, ...]) -> onnx.ModelProto:
        """Return a float32 model that gives some of the graph's values, for calibration."""
        read = {name for node in self.nodes for name in node.input}
        graph = helper.make_graph(
            list(self.nodes),
            "nanodet-float",
            [
                helper.make_tensor_value_info(
                    INPUT, TensorProto.FLOAT, ["batch", "rows", "columns", CELL_CHANNELS]
                )
            ],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in wanted],
            [
                numpy_helper.from_array(np.ascontiguousarray(value), name)
                for name, value in self.constants.items()
                if name in read
            ],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
        model.ir_version = 8
        return model


def float_graph(model: onnx.ModelProto) -> FloatGraph:
    """Rewrite the default model (``weights/README.md``) for 8-bit integers.

    Nothing of it changes the result but for rounding:

    - Zero padding moves into the convolutions.
    - Halving by bilinear resize is the mean of 2 x 2: a convolution that runs in integers.
    - The first pooling goes before its activation, which is monotonic, so that it has a quarter
      of the values to work on.
    - Mean and deviation go into the first convolution, so that the input is the picture's own
      bytes; it takes cells of 2 x 2 pixels (12 channels) and has a stride of 1 instead of 2.
    - The last convolutions are split in class and side logits, which then have ranges of their
      own; sigmoid and the order of places are left to whoever reads them.

    Raises:
        BuildSupportError: the model is not the one expected.
    """
    nodes = [_copy(node) for node in model.graph.node]
    constants: dict[str, Array] = {
        tensor.name: np.asarray(numpy_helper.to_array(tensor)) for tensor in model.graph.initializer
    }
    nodes = _fold_padding(nodes, constants)
    nodes = _halve_by_convolution(nodes, constants)
    nodes = _pool_first(nodes)
    _take_cells(nodes, constants)
    nodes, outputs = _split_ends(nodes, constants)
    entry = helper.make_node("Transpose", [INPUT], [CELLS], perm=[0, 3, 1, 2])
    return FloatGraph((entry, *nodes), constants, outputs)


def _copy(node: onnx.NodeProto) -> onnx.NodeProto:
    copied = onnx.NodeProto()
    copied.CopyFrom(node)
    return copied


def _fold_padding(
    nodes: list[onnx.NodeProto], constants: Mapping[str, Array]
) -> list[onnx.NodeProto]:
    pads = {node.output[0]: node for node in nodes if node.op_type == "Pad"}
    for node in nodes:
        pad = pads.get(node.input[0]) if node.input else None
        if pad is None:
            continue
        # Pooling pads with minus infinity, which is what its own padding does.
        if node.op_type not in ("Conv", "MaxPool"):
            raise BuildSupportError(f"{node.op_type} {node.output[0]} reads a padded value")
        amounts = [int(amount) for amount in constants[pad.input[1]]]
        node.attribute.append(helper.make_attribute("pads", [*amounts[2:4], *amounts[6:8]]))
        node.input[0] = pad.input[0]
    return [node for node in nodes if node.op_type != "Pad"]


def _halve_by_convolution(
    nodes: list[onnx.NodeProto], constants: dict[str, Array]
) -> list[onnx.NodeProto]:
    channels = {
        node.output[0]: constants[node.input[1]].shape[0]
        for node in nodes
        if node.op_type == "Conv"
    }
    changed: list[onnx.NodeProto] = []
    for node in nodes:
        if node.op_type == "Add":
            channels[node.output[0]] = channels[node.input[0]]
        if node.op_type != "Resize" or constants[node.input[2]][2] != 0.5:
            if node.op_type == "Resize":
                channels[node.output[0]] = channels[node.input[0]]
            changed.append(node)
            continue
        count = channels[node.input[0]]
        weights, bias = f"{node.output[0]}_quarters", f"{node.output[0]}_nothing"
        constants[weights] = np.full((count, 1, 2, 2), 0.25, np.float32)
        constants[bias] = np.zeros(count, np.float32)
        channels[node.output[0]] = count
        changed.append(
            helper.make_node(
                "Conv",
                [node.input[0], weights, bias],
                [node.output[0]],
                group=count,
                kernel_shape=[2, 2],
                strides=[2, 2],
            )
        )
    return changed


def _pool_first(nodes: list[onnx.NodeProto]) -> list[onnx.NodeProto]:
    at = next(index for index, node in enumerate(nodes) if node.op_type == "MaxPool")
    pool, activation = nodes[at], nodes[at - 1]
    if activation.op_type != "LeakyRelu" or activation.output[0] != pool.input[0]:
        raise BuildSupportError("the pooling does not follow an activation")
    before, between, after = activation.input[0], activation.output[0], pool.output[0]
    pool.input[0], pool.output[0] = before, between
    activation.input[0], activation.output[0] = between, after
    return [*nodes[: at - 1], pool, activation, *nodes[at + 1 :]]


def _take_cells(nodes: list[onnx.NodeProto], constants: dict[str, Array]) -> None:
    stem = nodes[0]
    if stem.op_type != "Conv" or stem.input[0] != INPUT:
        raise BuildSupportError("the graph does not begin with a convolution of the picture")
    weights = constants[stem.input[1]].astype(np.float64)
    count = len(weights)
    if weights.shape != (count, 3, 3, 3):
        raise BuildSupportError(f"the first convolution is {weights.shape}")
    weights /= np.array(DEVIATION).reshape(1, 3, 1, 1)
    shift = weights * np.array(MEAN).reshape(1, 3, 1, 1)
    # Summed exactly, whatever order a machine's numpy would take.
    bias = [
        float(given) - math.fsum(part.ravel().tolist())
        for given, part in zip(constants[stem.input[2]], shift, strict=True)
    ]
    cells = np.zeros((count, CELL_CHANNELS, 2, 2), np.float32)
    for row in range(3):
        for column in range(3):
            first = (row % 2 * 2 + column % 2) * 3
            cells[:, first : first + 3, row // 2, column // 2] = weights[:, :, row, column]
    constants["stem_weights"] = cells
    constants["stem_bias"] = np.array(bias, np.float32)
    stem.CopyFrom(
        helper.make_node(
            "Conv",
            [CELLS, "stem_weights", "stem_bias"],
            list(stem.output),
            kernel_shape=[2, 2],
            strides=[1, 1],
        )
    )


def _split_ends(
    nodes: list[onnx.NodeProto], constants: dict[str, Array]
) -> tuple[list[onnx.NodeProto], dict[str, str]]:
    made_by = {name: node for node in nodes for name in node.output}
    splits = [node for node in nodes if node.op_type == "Split"]
    if len(splits) != len(STRIDES):
        raise BuildSupportError(f"{len(splits)} outputs are split, not {len(STRIDES)}")
    ends: list[onnx.NodeProto] = []
    outputs: dict[str, str] = {}
    whole: set[str] = set()
    for stride, split in zip(STRIDES, splits, strict=True):
        last = made_by[split.input[0]]
        whole.add(last.output[0])
        weights, bias = constants[last.input[1]], constants[last.input[2]]
        for name, part in (("classes", slice(0, CLASSES)), ("sides", slice(CLASSES, None))):
            own = f"{name}_{stride}"
            constants[f"{own}_weights"] = weights[part]
            constants[f"{own}_bias"] = bias[part]
            outputs[own] = f"{own}_logits"
            ends.append(
                helper.make_node(
                    "Conv",
                    [last.input[0], f"{own}_weights", f"{own}_bias"],
                    [outputs[own]],
                    kernel_shape=[1, 1],
                    strides=[1, 1],
                )
            )
    after = {"Split", "Sigmoid", "Reshape", "Transpose", "Identity"}
    kept = [node for node in nodes if node.op_type not in after and node.output[0] not in whole]
    return [*kept, *ends], outputs
