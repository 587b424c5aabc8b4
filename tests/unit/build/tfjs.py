"""Small TensorFlow.js graph models for the tests."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from build_support.tfjs_graph import TfjsGraph


def text(value: str) -> dict[str, Any]:
    return {"s": base64.b64encode(value.encode()).decode()}


def ints(*values: int) -> dict[str, Any]:
    return {"list": {"i": [str(value) for value in values]}}


class GraphBuilder:
    """Collects nodes and constants, and gives them as TensorFlow.js writes them."""

    def __init__(self) -> None:
        self.nodes: list[dict[str, Any]] = [
            {"name": "x", "op": "Placeholder", "attr": {"dtype": {"type": "DT_FLOAT"}}}
        ]
        self.entries: list[dict[str, Any]] = []
        self.blob = b""

    def const(self, name: str, value: NDArray[Any] | Sequence[Any] | int) -> str:
        array = np.asarray(value)
        kind = "float32" if array.dtype.kind == "f" else "int32"
        array = array.astype(kind)
        self.entries.append({"name": name, "shape": list(array.shape), "dtype": kind})
        self.blob += array.tobytes()
        self.nodes.append({"name": name, "op": "Const"})
        return name

    def node(self, name: str, op: str, *inputs: str, **attributes: Any) -> str:
        self.nodes.append({"name": name, "op": op, "input": list(inputs), "attr": attributes})
        return name

    def description(self) -> bytes:
        return json.dumps(
            {
                "modelTopology": {"node": self.nodes},
                "weightsManifest": [{"paths": ["w.bin"], "weights": self.entries}],
            }
        ).encode()

    def graph(self) -> TfjsGraph:
        return TfjsGraph.parse(self.description(), lambda _: self.blob)
