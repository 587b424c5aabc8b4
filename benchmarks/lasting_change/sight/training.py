"""Trains the network of ``detectors.construction.works_sight``.

    pip install torch
    python -m benchmarks.lasting_change.sight.training --minutes 60 --out works_sight.onnx

Draws the visits of the seeds (eight seconds each, kept in ``--folder``), trains for so long on two
threads, and writes the network with its weights in 16 bits; ``--weights`` keeps them as they are,
``--begin-with`` goes on from such a file. Seeds that end in 7 are left out, to
see how it does on places it was not shown; seeds under 60 are for tuning what uses it, those from
1000 on are for reports, and neither is ever shown.
"""

from __future__ import annotations

import argparse
import copy
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from benchmarks.lasting_change.sight.examples import IGNORED, YES, Example, examples
from benchmarks.lasting_change.sight.export import export
from benchmarks.lasting_change.sight.network import SightNetwork
from benchmarks.lasting_change.sight.views import Views

FIRST_SEED, SERIES = 107, 370
BATCH = 12
HIGHEST_RATE, LOWEST_PART, WARM_STEPS = 3e-3, 0.02, 200
DECAY = 2e-3
AVERAGED_STEPS = 500
"""Over about so many of the latest steps the weights are averaged: single steps at a high rate
differ by as much as a minute of training gains."""

STRUCTURE_WEIGHT = 2.5
"""Of a cell of a structure, over that of any other."""

OVERLAP_WEIGHT, OVERLAP_CELLS = 0.5, 5.0
TOLD_EVERY_S = 60.0

Shown = npt.NDArray[np.float32]
Answer = npt.NDArray[np.uint8]


def varied(example: Example, random: np.random.Generator) -> tuple[Shown, Answer]:
    """Return an example as another camera, light or lens might have shown it."""
    shown, wanted = example.shown.astype(np.float32), example.wanted
    if random.random() < 0.4:
        shown, wanted = _zoomed(shown, wanted, random)
    elif random.random() < 0.5:
        shown, wanted = _shifted(shown, wanted, random)
    if random.random() < 0.5:
        shown, wanted = shown[:, :, ::-1], wanted[:, ::-1]
    shown = np.ascontiguousarray(shown)
    for number in range(3):
        light = shown[3 * number]
        light *= random.uniform(0.85, 1.18)
        light += random.normal(0, 0.08)
        if random.random() < 0.3:
            shift = random.normal(0, 0.12, (2, 1, 1)).astype(np.float32)
            shown[3 * number + 1 : 3 * number + 3] += shift
        if random.random() < 0.3:
            light += random.normal(0, random.uniform(0, 0.12), light.shape).astype(np.float32)
    if random.random() < 0.3:
        shown[3:9] = np.concatenate([shown[6:9], shown[3:6]])
    if random.random() < 0.3:
        moved = (int(random.integers(-1, 2)), int(random.integers(-1, 2)))
        shown[:3] = np.roll(shown[:3], moved, (1, 2))
    if random.random() < 0.15:
        shown[6:9] = shown[3:6]
    return shown, np.ascontiguousarray(wanted)


def _zoomed(shown: Shown, wanted: Answer, random: np.random.Generator) -> tuple[Shown, Answer]:
    """As a camera of another focal length might show it."""
    scale, right, down = random.uniform(0.8, 1.35), random.uniform(-30, 30), random.uniform(-16, 16)
    height, width = shown.shape[1:]
    moved = np.array(
        [
            [scale, 0, width / 2 * (1 - scale) + right],
            [0, scale, height / 2 * (1 - scale) + down],
        ],
        np.float32,
    )
    layers = cv2.warpAffine(
        np.ascontiguousarray(shown.transpose(1, 2, 0)),
        moved,
        (width, height),
        borderMode=cv2.BORDER_REFLECT,
    )
    moved[:, 2] /= 2
    answer = cv2.warpAffine(
        wanted, moved, wanted.shape[::-1], flags=cv2.INTER_NEAREST, borderValue=IGNORED
    )
    return np.asarray(layers, np.float32).transpose(2, 0, 1), np.asarray(answer, np.uint8)


def _shifted(shown: Shown, wanted: Answer, random: np.random.Generator) -> tuple[Shown, Answer]:
    down, right = 2 * int(random.integers(-8, 9)), 2 * int(random.integers(-16, 17))
    shown = np.roll(shown, (down, right), (1, 2))
    wanted = np.roll(wanted, (down // 2, right // 2), (0, 1)).copy()
    rows = slice(0, down // 2) if down > 0 else slice(wanted.shape[0] + down // 2, None)
    columns = slice(0, right // 2) if right > 0 else slice(wanted.shape[1] + right // 2, None)
    # What was rolled over the edge belongs to the other side.
    wanted[rows] = IGNORED
    wanted[:, columns] = IGNORED
    return shown, wanted


def in_cells(wanted: torch.Tensor) -> torch.Tensor:
    """Bring answers (n, 90, 160) to cells (n, 45, 80): yes where any part is."""
    blocks = wanted.reshape(wanted.shape[0], 45, 2, 80, 2)
    cells = (blocks == YES).any(4).any(2).to(torch.uint8)
    cells[(blocks == IGNORED).any(4).any(2) & (cells == 0)] = IGNORED
    return cells


def loss_of(logits: torch.Tensor, cells: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of each cell, and one less the overlap (Dice) of each picture."""
    told, works = (cells != IGNORED).float(), (cells == YES).float()
    each = functional.binary_cross_entropy_with_logits(logits, works, reduction="none")
    weight = told * (1 + (STRUCTURE_WEIGHT - 1) * works)
    crossed = (each * weight).sum() / weight.sum().clamp(1)
    sure = torch.sigmoid(logits) * told
    both = (sure * works).sum((1, 2))
    either = sure.sum((1, 2)) + works.sum((1, 2))
    overlap = (2 * both + OVERLAP_CELLS) / (either + OVERLAP_CELLS)
    return crossed + OVERLAP_WEIGHT * (1 - overlap).mean()


def held_out(network: SightNetwork, kept: list[list[Example]]) -> str:
    """Say how the network does on series it is not shown."""
    network.eval()
    right = wrong = missed = 0
    with torch.no_grad():
        for series in kept:
            shown = torch.from_numpy(np.stack([one.shown for one in series]).astype(np.float32))
            cells = in_cells(torch.from_numpy(np.stack([one.wanted for one in series])))
            found = (network(shown) > 0) & (cells != IGNORED)
            right += int((found & (cells == YES)).sum())
            wrong += int((found & (cells != YES)).sum())
            missed += int((~found & (cells == YES)).sum())
    network.train()
    return (
        f"precision {right / max(1, right + wrong):.3f} recall {right / max(1, right + missed):.3f}"
    )


def average(kept: SightNetwork, latest: SightNetwork, part: float) -> None:
    """Bring averaged weights nearer to the latest."""
    with torch.no_grad():
        for one, other in zip(
            kept.state_dict().values(), latest.state_dict().values(), strict=True
        ):
            if one.dtype.is_floating_point:
                one.lerp_(other, part)
            else:
                one.copy_(other)


def train(
    network: SightNetwork, shown: list[list[Example]], kept: list[list[Example]], minutes: float
) -> SightNetwork:
    """Train for so long.

    Args:
        network: To begin with.
        shown: Examples by series.
        kept: The same of series that are not shown.
        minutes: At the end of which the rate is a fiftieth of the highest.

    Returns:
        The average of the last steps.
    """
    random = np.random.default_rng(1)
    averaged = copy.deepcopy(network)
    steps = torch.optim.AdamW(network.parameters(), lr=HIGHEST_RATE, weight_decay=DECAY)
    began_s = told_s = time.monotonic()
    total_s, number = 60 * minutes, 0
    while (spent_s := time.monotonic() - began_s) < total_s:
        part = 0.5 * (1 + np.cos(np.pi * spent_s / total_s))
        rate = HIGHEST_RATE * (LOWEST_PART + (1 - LOWEST_PART) * part)
        for group in steps.param_groups:
            group["lr"] = rate * min(1.0, (number + 1) / WARM_STEPS)
        batch = []
        for _ in range(BATCH):
            series = shown[int(random.integers(len(shown)))]
            batch.append(varied(series[int(random.integers(len(series)))], random))
        pictures = torch.from_numpy(np.stack([one for one, _ in batch]))
        cells = in_cells(torch.from_numpy(np.stack([one for _, one in batch])))
        loss = loss_of(network(pictures), cells)
        steps.zero_grad()
        loss.backward()
        steps.step()
        number += 1
        average(averaged, network, max(1 / AVERAGED_STEPS, 1 / (number + 1)))
        if time.monotonic() - told_s > TOLD_EVERY_S:
            told_s = time.monotonic()
            print(f"{spent_s:.0f} s, {number} steps, {held_out(averaged, kept)}", flush=True)
    print(f"{number} steps, {held_out(averaged, kept)}", flush=True)
    return averaged


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED)
    parser.add_argument("--series", type=int, default=SERIES)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--folder", type=Path, default=Path("sight-views"))
    parser.add_argument("--begin-with", type=Path)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


def main() -> int:
    """Run; return the exit status."""
    options = read_options()
    shown: list[list[Example]] = []
    kept: list[list[Example]] = []
    for seed in range(options.first_seed, options.first_seed + options.series):
        views = Views.drawn(seed, options.folder)
        found = list(examples(views, np.random.default_rng([seed, 5])))
        if found:
            (kept if seed % 10 == 7 else shown).append(found)
    torch.set_num_threads(2)
    torch.manual_seed(0)
    network = SightNetwork()
    if options.begin_with is not None:
        network.load_state_dict(torch.load(options.begin_with, weights_only=True))
    network = train(network, shown, kept, options.minutes)
    if options.weights is not None:
        torch.save(network.state_dict(), options.weights)
    export(network, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
