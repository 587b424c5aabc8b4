"""The network itself, in PyTorch, which is needed for training alone."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from detectors.construction.works_sight import CHANNELS

WIDTHS = (16, 32, 48, 72, 96)
"""Channels at a half to a thirty-second of the picture's width."""

UP_WIDTHS = (72, 40, 24)
RARE = -2.0
"""Logit it begins with: most ground is no structure."""


def _layer(channels: int, width: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(channels, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(True)
    )


class SightNetwork(nn.Module):  # type: ignore[misc]
    """A U-Net (Ronneberger et al. 2015) that answers at a quarter of the picture's width."""

    def __init__(self) -> None:
        super().__init__()
        half, fourth, eighth, last_but_one, last = WIDTHS
        self.to_half = _layer(CHANNELS, half, 2)
        self.to_fourth = nn.Sequential(_layer(half, fourth, 2), _layer(fourth, fourth))
        self.to_eighth = nn.Sequential(_layer(fourth, eighth, 2), _layer(eighth, eighth))
        self.to_sixteenth = nn.Sequential(
            _layer(eighth, last_but_one, 2), _layer(last_but_one, last_but_one)
        )
        self.to_last = nn.Sequential(
            _layer(last_but_one, last, 2), _layer(last, last), _layer(last, last)
        )
        self.up = nn.ModuleList(
            _layer(below + beside, width)
            for below, beside, width in zip(
                (last, *UP_WIDTHS), (last_but_one, eighth, fourth), UP_WIDTHS, strict=False
            )
        )
        self.answer = nn.Conv2d(UP_WIDTHS[-1], 1, 1)
        nn.init.constant_(self.answer.bias, RARE)

    def forward(self, shown: torch.Tensor) -> torch.Tensor:
        """Return logits (n, 45, 80) for pictures (n, 14, 180, 320)."""
        fourth = self.to_fourth(self.to_half(shown))
        eighth = self.to_eighth(fourth)
        sixteenth = self.to_sixteenth(eighth)
        seen = self.to_last(sixteenth)
        for layer, beside in zip(self.up, (sixteenth, eighth, fourth), strict=True):
            larger = functional.interpolate(seen, size=beside.shape[-2:], mode="nearest")
            seen = layer(torch.cat([beside, larger], 1))
        return self.answer(seen)[:, 0]
