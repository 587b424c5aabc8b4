"""TensorFlow.js graph model → ONNX, with numpy and onnx alone.

Only the operations that NanoDet's graph uses are known; any other is an error that names it. The
result keeps the fixed input size of the source; :mod:`build_support.size_agnostic` lifts that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper, shape_inference

from build_support.errors import BuildSupportError
from build_support.tfjs_graph import TfjsGraph, TfjsNode
from build_support.unread_nodes import without_unread

# Opset 17 and IR 8 are read by every onnxruntime since 1.12.
OPSET = 17
IR_VERSION = 8

_NHWC_TO_NCHW = (0, 3, 1, 2)
_NCHW_TO_NHWC = (0, 2, 3, 1)
_RANK_2D = 4


def convert(
    graph: TfjsGraph,
    *,
    input_name: str,
    input_shape: Sequence[int],
    outputs: Mapping[str, str],
    model_name: str,
) -> onnx.ModelProto:
    """Convert a graph to an ONNX model with a fixed input size.

    Args:
        graph: the parsed source.
        input_name: name that the only input gets in the ONNX model.
        input_shape: its shape, as in the source's signature.
        outputs: name in the source → name in the ONNX model, in the order wanted.
        model_name: name of the ONNX graph.

    Returns:
        A checked model. The same source gives the same bytes on every machine.

    Raises:
        BuildSupportError: the graph holds an operation or a form of one that is not known here.
    """
    return _Converter(graph, input_name).convert(input_shape, outputs, model_name)


class _Converter:
    """Walks from the outputs to the input and emits ONNX nodes in order of need."""

    def __init__(self, graph: TfjsGraph, input_name: str) -> None:
        self._graph = graph
        self._input_name = input_name
        self._nodes: list[onnx.NodeProto] = []
        self._initializers: dict[str, onnx.TensorProto] = {}
        self._values: dict[str, str] = {}
        # value → (what it is a transpose of, by which permutation): lets a transpose that undoes
        # the last one vanish, and with it nearly all NCHW/NHWC changes of the source.
        self._transposed: dict[str, tuple[str, tuple[int, ...]]] = {}
        self._handlers: Mapping[str, Callable[[TfjsNode], str]] = {
            "Placeholder": lambda _: self._input_name,
            "Identity": lambda node: self._value(node.inputs[0]),
            "Const": self._const,
            "Add": self._add,
            "AddV2": self._add,
            "Conv2D": lambda node: self._conv(node, bias=None),
            "LeakyRelu": self._leaky_relu,
            "Sigmoid": lambda node: self._emit("Sigmoid", [self._value(node.inputs[0])]),
            "MaxPool": self._max_pool,
            "Pad": self._pad,
            "PadV2": self._pad,
            "Transpose": self._transpose_node,
            "ConcatV2": self._concat,
            "SplitV": self._split,
            "Reshape": self._reshape,
            "ResizeBilinear": self._resize,
        }

    def convert(
        self, input_shape: Sequence[int], outputs: Mapping[str, str], model_name: str
    ) -> onnx.ModelProto:
        for source, name in outputs.items():
            self._nodes.append(helper.make_node("Identity", [self._value(source)], [name]))
        # Among them the transposes that were undone before anybody read them.
        nodes = without_unread(self._nodes, outputs.values())
        read = {value for node in nodes for value in node.input}
        onnx_graph = helper.make_graph(
            nodes,
            model_name,
            [helper.make_tensor_value_info(self._input_name, TensorProto.FLOAT, list(input_shape))],
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
                for name in outputs.values()
            ],
            [tensor for name, tensor in self._initializers.items() if name in read],
        )
        model = helper.make_model(onnx_graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = IR_VERSION
        # Also fills in the shapes of the outputs, which the source names only by a pixel count.
        model = shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
        onnx.checker.check_model(model)
        return model

    def _value(self, reference: str) -> str:
        """Return the ONNX name of a source value, emitting what it needs first."""
        name, _, port = reference.partition(":")
        port = port or "0"
        key = f"{name}:{port}"
        if key not in self._values:
            for missing in self._in_order_of_need(name):
                node = self._graph.nodes[missing]
                handler = self._handlers.get(node.op)
                if handler is None:
                    raise BuildSupportError(
                        f"node {node.name}: operation {node.op} is not known to the converter; "
                        "add it to build_support/tfjs_to_onnx.py"
                    )
                self._values[f"{missing}:0"] = handler(node)
        return self._values[key]

    def _in_order_of_need(self, root: str) -> list[str]:
        """List the nodes still missing for ``root``, each after what it reads.

        A loop instead of recursion: the graph is deeper than Python's stack allows for safely.
        Inputs that the handlers read as constants are left out.
        """
        order: list[str] = []
        seen: set[str] = set()
        stack: list[tuple[str, bool]] = [(root, False)]
        while stack:
            name, expanded = stack.pop()
            if expanded:
                order.append(name)
                continue
            if name in seen or f"{name}:0" in self._values:
                continue
            seen.add(name)
            if name not in self._graph.nodes:
                raise BuildSupportError(f"the graph has no node named {name}")
            stack.append((name, True))
            inputs = reversed(self._data_inputs(self._graph.nodes[name]))
            stack.extend((reference.partition(":")[0], False) for reference in inputs)
        return order

    def _data_inputs(self, node: TfjsNode) -> Sequence[str]:
        if node.op == "ConcatV2":
            return node.inputs[:-1]
        if node.op in ("Add", "AddV2") and self._conv_of_biased(node) is not None:
            # The convolution is emitted with its bias, in one.
            return self._graph.nodes[node.inputs[0]].inputs[:1]
        if node.op in ("Add", "AddV2"):
            return node.inputs
        return node.inputs[:1]

    # --- emitting -------------------------------------------------------------------------

    def _emit(self, op: str, inputs: Sequence[str], **attributes: Any) -> str:
        name = f"v{len(self._nodes)}"
        self._nodes.append(helper.make_node(op, inputs, [name], **attributes))
        return name

    def _initializer(self, value: NDArray[Any]) -> str:
        name = f"c{len(self._initializers)}"
        self._initializers[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def _transpose(self, value: str, permutation: tuple[int, ...]) -> str:
        source, first = self._transposed.get(value, (value, tuple(range(len(permutation)))))
        combined = tuple(first[axis] for axis in permutation)
        if combined == tuple(range(len(combined))):
            return source
        name = self._emit("Transpose", [source], perm=list(combined))
        self._transposed[name] = (source, combined)
        return name

    # --- constants ------------------------------------------------------------------------

    def _constant(self, reference: str) -> NDArray[Any]:
        """Return a value that is known while converting."""
        name = reference.partition(":")[0]
        if name in self._graph.weights:
            return self._graph.weights[name]
        node = self._graph.nodes.get(name)
        if node is not None and node.op in ("Add", "AddV2"):
            total: NDArray[Any] = self._constant(node.inputs[0]) + self._constant(node.inputs[1])
            return total
        if node is not None and node.op == "SparseToDense":
            return self._sparse_to_dense(node)
        raise BuildSupportError(f"node {name}: its value is not known while converting")

    def _sparse_to_dense(self, node: TfjsNode) -> NDArray[Any]:
        indices, shape, values, default = (self._constant(name) for name in node.inputs)
        dense = np.full(tuple(shape.reshape(-1)), default)
        places = indices.reshape(-1, dense.ndim)
        for place, value in zip(places, np.broadcast_to(values, len(places)), strict=True):
            dense[tuple(place)] = value
        return dense

    def _const(self, node: TfjsNode) -> str:
        return self._initializer(self._constant(node.name))

    # --- one method per operation ---------------------------------------------------------

    def _conv_of_biased(self, node: TfjsNode) -> TfjsNode | None:
        """Return the convolution that ``node`` adds a bias of one number per channel to."""
        conv = self._graph.nodes.get(node.inputs[0])
        if conv is None or conv.op != "Conv2D":
            return None
        bias = self._graph.weights.get(node.inputs[1])
        return conv if bias is not None and bias.ndim == 1 else None

    def _add(self, node: TfjsNode) -> str:
        conv = self._conv_of_biased(node)
        if conv is not None:
            return self._conv(conv, bias=self._constant(node.inputs[1]))
        return self._emit("Add", [self._value(name) for name in node.inputs])

    def _conv(self, node: TfjsNode, bias: NDArray[Any] | None) -> str:
        self._require_nhwc(node)
        if node.text_attribute("padding", "VALID") != "VALID":
            raise BuildSupportError(f"node {node.name}: only VALID padding is known")
        # TensorFlow keeps (height, width, in, out); ONNX (out, in, height, width).
        kernel = self._constant(node.inputs[1]).transpose(3, 2, 0, 1)
        inputs = [
            self._transpose(self._value(node.inputs[0]), _NHWC_TO_NCHW),
            self._initializer(kernel),
        ]
        if bias is not None:
            inputs.append(self._initializer(bias))
        convolved = self._emit(
            "Conv",
            inputs,
            kernel_shape=list(kernel.shape[2:]),
            strides=list(node.ints_attribute("strides", (1, 1, 1, 1))[1:3]),
            dilations=list(node.ints_attribute("dilations", (1, 1, 1, 1))[1:3]),
        )
        return self._transpose(convolved, _NCHW_TO_NHWC)

    def _leaky_relu(self, node: TfjsNode) -> str:
        alpha = node.float_attribute("alpha", 0.2)  # 0.2: TensorFlow's default
        return self._emit("LeakyRelu", [self._value(node.inputs[0])], alpha=alpha)

    def _max_pool(self, node: TfjsNode) -> str:
        self._require_nhwc(node)
        if node.text_attribute("padding", "VALID") != "VALID":
            raise BuildSupportError(f"node {node.name}: only VALID padding is known")
        pooled = self._emit(
            "MaxPool",
            [self._transpose(self._value(node.inputs[0]), _NHWC_TO_NCHW)],
            kernel_shape=list(node.ints_attribute("ksize", (1, 1, 1, 1))[1:3]),
            strides=list(node.ints_attribute("strides", (1, 1, 1, 1))[1:3]),
        )
        return self._transpose(pooled, _NCHW_TO_NHWC)

    def _pad(self, node: TfjsNode) -> str:
        value = self._value(node.inputs[0])
        amounts = self._constant(node.inputs[1]).astype(np.int64)
        if not amounts.any():
            return value
        inputs = [value, self._initializer(amounts.T.reshape(-1))]
        if node.op == "PadV2":
            fill = self._constant(node.inputs[2]).astype(np.float32).reshape(())
            inputs.append(self._initializer(fill))
        return self._emit("Pad", inputs, mode="constant")

    def _transpose_node(self, node: TfjsNode) -> str:
        permutation = tuple(int(axis) for axis in self._constant(node.inputs[1]))
        return self._transpose(self._value(node.inputs[0]), permutation)

    def _concat(self, node: TfjsNode) -> str:
        axis = int(self._constant(node.inputs[-1]))
        return self._emit("Concat", [self._value(name) for name in node.inputs[:-1]], axis=axis)

    def _split(self, node: TfjsNode) -> str:
        sizes = self._constant(node.inputs[1]).astype(np.int64)
        axis = int(self._constant(node.inputs[2]))
        names = [f"v{len(self._nodes)}_{port}" for port in range(len(sizes))]
        inputs = [self._value(node.inputs[0]), self._initializer(sizes)]
        self._nodes.append(helper.make_node("Split", inputs, names, axis=axis))
        for port, name in enumerate(names):
            self._values[f"{node.name}:{port}"] = name
        return names[0]

    def _reshape(self, node: TfjsNode) -> str:
        shape = self._constant(node.inputs[1]).astype(np.int64)
        return self._emit("Reshape", [self._value(node.inputs[0]), self._initializer(shape)])

    def _resize(self, node: TfjsNode) -> str:
        if node.flag_attribute("align_corners") or not node.flag_attribute("half_pixel_centers"):
            raise BuildSupportError(f"node {node.name}: only half-pixel centres are known")
        planes = self._transpose(self._value(node.inputs[0]), _NHWC_TO_NCHW)
        size = self._constant(node.inputs[1]).astype(np.int64)
        channels = self._emit("Shape", [planes], start=0, end=2)
        sizes = self._emit("Concat", [channels, self._initializer(size)], axis=0)
        resized = self._emit(
            "Resize",
            [planes, "", "", sizes],
            mode="linear",
            coordinate_transformation_mode="half_pixel",
        )
        return self._transpose(resized, _NCHW_TO_NHWC)

    @staticmethod
    def _require_nhwc(node: TfjsNode) -> None:
        if node.text_attribute("data_format", "NHWC") != "NHWC":
            raise BuildSupportError(f"node {node.name}: only the NHWC layout is known")
