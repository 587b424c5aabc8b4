"""Goes on training from a network that was written as ONNX."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from benchmarks.lasting_change.sight.network import SightNetwork

NEW_PART = 0.2
"""Spread of the weights of channels that are new to it, over that of the others."""

_Arrays = dict[str, npt.NDArray[np.float32]]


def begun_with(path: Path, shown: npt.NDArray[np.float32]) -> SightNetwork:
    """Read a network back.

    What was written has its normalisation folded into its weights. It is unfolded so that each
    layer gives over some examples what it gave before, in training too, where batches are
    normalised by themselves.

    Args:
        path: As ``export`` wrote it; with fewer channels shown than now, the others begin small.
        shown: Examples, float32 (n, 14, 180, 320); a few hundred of many places.

    Raises:
        ValueError: it has other layers.
    """
    network = SightNetwork()
    layers = _layers(network)
    folded = _folded(path)
    if len(folded) != len(layers):
        raise ValueError(f"{path}: {len(folded)} layers instead of {len(layers)}")
    with torch.no_grad():
        for (layer, norm), (weights, bias) in zip(layers, folded, strict=True):
            known = weights.shape[1]
            layer.weight[:, :known] = torch.from_numpy(weights)
            spread = NEW_PART * float(weights.std())
            nn.init.normal_(layer.weight[:, known:], std=spread)
            if norm is None:
                layer.bias.copy_(torch.from_numpy(bias))
            else:
                nn.init.zeros_(norm.running_mean)
                nn.init.constant_(norm.running_var, 1 - norm.eps)
                nn.init.ones_(norm.weight)
                norm.bias.copy_(torch.from_numpy(bias))
        _unfold(network, layers, torch.from_numpy(shown))
    return network


def _unfold(
    network: SightNetwork,
    layers: list[tuple[nn.Conv2d, nn.BatchNorm2d | None]],
    shown: torch.Tensor,
) -> None:
    seen: dict[nn.BatchNorm2d, tuple[torch.Tensor, torch.Tensor]] = {}

    def note(norm: nn.BatchNorm2d, given: tuple[torch.Tensor, ...], _: torch.Tensor) -> None:
        seen[norm] = (given[0].mean((0, 2, 3)), given[0].var((0, 2, 3), unbiased=False))

    hooks = [norm.register_forward_hook(note) for _, norm in layers if norm is not None]
    network.eval()(shown)
    for hook in hooks:
        hook.remove()
    for norm, (mean, variance) in seen.items():
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.bias.add_(mean)
        norm.weight.copy_(torch.sqrt(variance + norm.eps))


def _layers(network: SightNetwork) -> list[tuple[nn.Conv2d, nn.BatchNorm2d | None]]:
    layers: list[tuple[nn.Conv2d, nn.BatchNorm2d | None]] = []
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            layers.append((module, None))
        elif isinstance(module, nn.BatchNorm2d):
            layers[-1] = (layers[-1][0], module)
    return layers


def _folded(path: Path) -> list[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]:
    graph = onnx.load(str(path)).graph
    arrays: _Arrays = {
        one.name: numpy_helper.to_array(one).astype(np.float32) for one in graph.initializer
    }
    for node in graph.node:
        if node.op_type == "Cast" and node.input[0] in arrays:
            arrays[node.output[0]] = arrays[node.input[0]]
    return [
        (arrays[node.input[1]], arrays[node.input[2]])
        for node in graph.node
        if node.op_type == "Conv"
    ]
