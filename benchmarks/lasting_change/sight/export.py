"""Writes the trained network as ONNX."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from benchmarks.lasting_change.sight.network import SightNetwork
from detectors.construction.scene import WIDTH_PX
from detectors.construction.works_sight import CHANNELS, HEIGHT_PX

LEAST_VALUES = 64
"""Weights of fewer values stay in 32 bits."""


class _Sure(torch.nn.Module):  # type: ignore[misc]
    def __init__(self, network: SightNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, shown: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.network(shown))


def export(network: SightNetwork, out: Path) -> None:
    """Write it: input (1, 10, 180, 320), output (1, 45, 80), 0 to 1, weights in 16 bits."""
    shown = torch.zeros(1, CHANNELS, HEIGHT_PX, WIDTH_PX)
    torch.onnx.export(
        _Sure(network).eval(),
        (shown,),
        str(out),
        input_names=["shown"],
        output_names=["works"],
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(str(out))
    halve(model)
    model.producer_name, model.producer_version, model.doc_string = "sharp-eyes", "", ""
    for node in model.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(model)
    out.write_bytes(model.SerializeToString())


def halve(model: onnx.ModelProto) -> None:
    """Store large weights in 16 bits; they are cast back when the model is opened."""
    graph = model.graph
    casts = []
    for index, weight in enumerate(list(graph.initializer)):
        values = numpy_helper.to_array(weight)
        if values.dtype != np.float32 or values.size < LEAST_VALUES:
            continue
        small = numpy_helper.from_array(values.astype(np.float16), weight.name + "_16")
        graph.initializer.remove(weight)
        graph.initializer.append(small)
        casts.append(
            helper.make_node(
                "Cast", [small.name], [weight.name], f"cast_{index}", to=TensorProto.FLOAT
            )
        )
    for cast in reversed(casts):
        graph.node.insert(0, cast)
