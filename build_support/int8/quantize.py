"""Static quantization: the float graph and its ranges become a model in 8-bit integers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from build_support.errors import BuildSupportError
from build_support.int8.float_graph import CELL_CHANNELS, CELLS, CLASSES, INPUT, FloatGraph
from build_support.int8.weight_scales import LARGEST, weight_scales

CLASS_LOGITS = (-5.0, 5.0)
"""Scores from .007 to .993 in steps of at most .01. Fixed, since generated scenes do not show how
sure the network can be of what is real."""

_STEPS = 255
_SAME_SCALE = frozenset({"MaxPool", "Concat"})
"""Steps that only move values: with one scale before and after they are copies."""


@dataclass(slots=True)
class _Writer:
    """Nodes and constants of the model as it grows."""

    scales: Mapping[str, tuple[np.float32, np.uint8]]
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: dict[str, npt.NDArray[np.generic]] = field(default_factory=dict)
    _read: set[str] = field(default_factory=set)

    def dequantized(self, value: str) -> str:
        """Return the name under which a quantized value can be read as a number."""
        if value not in self._read:
            self._read.add(value)
            source = value if value == INPUT else f"{value}_bytes"
            self.nodes.append(
                helper.make_node(
                    "DequantizeLinear", [source, *self._parameters(value)], [f"{value}_read"]
                )
            )
        return f"{value}_read"

    def quantized(self, value: str) -> None:
        """Turn a result into bytes."""
        self.nodes.append(
            helper.make_node(
                "QuantizeLinear",
                [f"{value}_result", *self._parameters(value)],
                [f"{value}_bytes"],
            )
        )

    def weights(self, node: onnx.NodeProto, given: Mapping[str, npt.NDArray[np.float32]]) -> None:
        """Put a convolution's weights and bias in as bytes, a scale for each channel."""
        weights, bias = given[node.input[1]], given[node.input[2]]
        scales = weight_scales(weights)
        rounded = np.rint(weights / scales.reshape(-1, 1, 1, 1))
        bias_scales = scales * self.scales[node.input[0]][0]
        bias_rounded = np.rint(bias.astype(np.float64) / bias_scales)
        if np.abs(bias_rounded).max() >= 2**30:
            raise BuildSupportError(f"{node.output[0]}: a bias too large for its scale")
        for part, values, part_scales, kind in (
            (1, np.clip(rounded, -LARGEST, LARGEST), scales, np.int8),
            (2, bias_rounded, bias_scales, np.int32),
        ):
            name = f"{node.output[0]}_{'weights' if part == 1 else 'bias'}"
            self.constants[f"{name}_bytes"] = values.astype(kind)
            self.constants[f"{name}_scale"] = part_scales
            self.constants[f"{name}_zero"] = np.zeros(len(scales), kind)
            self.nodes.append(
                helper.make_node(
                    "DequantizeLinear",
                    [f"{name}_bytes", f"{name}_scale", f"{name}_zero"],
                    [name],
                    axis=0,
                )
            )
            node.input[part] = name

    def _parameters(self, value: str) -> tuple[str, str]:
        scale, zero = self.scales[value]
        self.constants[f"{value}_scale"] = np.array(scale, np.float32)
        self.constants[f"{value}_zero"] = np.array(zero, np.uint8)
        return f"{value}_scale", f"{value}_zero"


def quantize(graph: FloatGraph, ranges: Mapping[str, tuple[float, float]]) -> onnx.ModelProto:
    """Quantize with unsigned bytes for values, signed ones for weights (per channel).

    The model's input is uint8 ``image``, its outputs are uint8, channels last; scale and zero
    point of each output stand in the model's metadata as ``<output>_scale``, ``<output>_zero``.

    Args:
        graph: What to quantize.
        ranges: Of every value but ``image`` and ``cells``.

    Raises:
        BuildSupportError: a range is missing or cannot be.
    """
    writer = _Writer(_scales(graph, ranges))
    moved = helper.make_node("Transpose", [writer.dequantized(INPUT)], [f"{CELLS}_result"])
    moved.attribute.extend(graph.nodes[0].attribute)
    writer.nodes.append(moved)
    writer.quantized(CELLS)
    for source in graph.nodes[1:]:
        node = onnx.NodeProto()
        node.CopyFrom(source)
        if node.op_type == "Conv":
            writer.weights(node, graph.constants)
        for index, name in enumerate(source.input):
            if name in writer.scales:
                node.input[index] = writer.dequantized(name)
            elif name in graph.constants and node.op_type != "Conv":
                writer.constants[name] = graph.constants[name]
        node.output[0] = f"{source.output[0]}_result"
        writer.nodes.append(node)
        writer.quantized(source.output[0])
    for own, value in graph.outputs.items():
        writer.nodes.append(
            helper.make_node("Transpose", [f"{value}_bytes"], [own], perm=[0, 2, 3, 1])
        )
    return _model(graph, writer)


def _model(graph: FloatGraph, writer: _Writer) -> onnx.ModelProto:
    made = helper.make_graph(
        writer.nodes,
        "nanodet-int8",
        [
            helper.make_tensor_value_info(
                INPUT, TensorProto.UINT8, ["batch", "rows", "columns", CELL_CHANNELS]
            )
        ],
        [
            helper.make_tensor_value_info(
                own,
                TensorProto.UINT8,
                [
                    "batch",
                    f"{own}_rows",
                    f"{own}_columns",
                    len(graph.constants[f"{own}_bias"]),
                ],
            )
            for own in graph.outputs
        ],
        [numpy_helper.from_array(value, name) for name, value in writer.constants.items()],
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    for own, value in graph.outputs.items():
        scale, zero = writer.scales[value]
        model.metadata_props.add(key=f"{own}_scale", value=repr(float(scale)))
        model.metadata_props.add(key=f"{own}_zero", value=str(int(zero)))
    onnx.checker.check_model(model)
    return model


def _scales(
    graph: FloatGraph, ranges: Mapping[str, tuple[float, float]]
) -> dict[str, tuple[np.float32, np.uint8]]:
    """Work out scale and zero point of every value."""
    values = [node.output[0] for node in graph.nodes[1:]]
    missing = [value for value in values if value not in ranges]
    if missing:
        raise BuildSupportError(
            f"no range is known of {', '.join(missing[:5])}: calibrate again with "
            "python -m build_support.int8.calibrate"
        )
    known = {value: ranges[value] for value in values}
    sides = [value for own, value in graph.outputs.items() if own.startswith("sides")]
    for value in sides:
        known[value] = _joined(known, sides)
    for own, value in graph.outputs.items():
        if len(graph.constants[f"{own}_bias"]) == CLASSES:
            known[value] = CLASS_LOGITS
    groups = {value: {value} for value in values}
    for node in graph.nodes:
        if node.op_type in _SAME_SCALE:
            members = set().union(
                *(groups[name] for name in (*node.input, *node.output) if name in groups)
            )
            groups.update(dict.fromkeys(members, members))
    # The picture's bytes are taken as they are.
    scales = {name: (np.float32(1.0), np.uint8(0)) for name in (INPUT, CELLS)}
    for value in values:
        least, greatest = _joined(known, sorted(groups[value]))
        if not least < greatest:
            raise BuildSupportError(f"the range of {value} is {least} to {greatest}")
        scale = np.float32((greatest - least) / _STEPS)
        scales[value] = (scale, np.uint8(round(-least / float(scale))))
    return scales


def _joined(known: Mapping[str, tuple[float, float]], values: list[str]) -> tuple[float, float]:
    # Zero is always among them: padding has to be exact.
    return (
        min(0.0, *(known[value][0] for value in values)),
        max(0.0, *(known[value][1] for value in values)),
    )
