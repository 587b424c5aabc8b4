"""Trains the network of ``detectors.construction.works_sight``.

    pip install torch
    python -m benchmarks.lasting_change.sight.training --minutes 60 --out works_sight.onnx

Draws some visits of the seeds (two to eight seconds each, 20 MB, kept in ``--folder``), and all of
the seeds ``--met``, which it shows to a detector to learn from what the network meets there (six to
ten seconds, 32 MB). Trains for so long, on as many of the one as of the other, and writes the
network with its weights in 16 bits; ``--begin-with`` goes on from one that was written before.
Seeds that end in 7 are left out, to see how it does on places it was not shown; seeds under 60 are
for tuning what uses it, those from 1000 to 999,999 are for reports, and neither is ever shown.
Where other work waits for the processors ``--threads 1`` is quicker than two.
"""

from __future__ import annotations

import argparse
import copy
import functools
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from benchmarks.lasting_change.seeds import read_seeds
from benchmarks.lasting_change.sight.begun import begun_with
from benchmarks.lasting_change.sight.example_store import stored_examples, stored_met_in_use
from benchmarks.lasting_change.sight.examples import CODES, IGNORED, YES, Example
from benchmarks.lasting_change.sight.export import export
from benchmarks.lasting_change.sight.network import SightNetwork
from benchmarks.lasting_change.sight.watched_sight import WatchedSight
from detectors.construction.detail import FINER
from detectors.models.loading import default_model_path, load_model
from detectors.models.object_model import ObjectModel

SEEDS = "107-869"
FIRST_OF_REPORTS, AFTER_REPORTS = 1000, 1_000_000
BATCH = 16
LOWEST_PART, WARM_STEPS = 0.01, 300
DECAY = 2e-3
AVERAGED_STEPS = 500
"""Over about so many of the latest steps the weights are averaged: single steps at a high rate
differ by as much as a minute of training gains."""

STRUCTURE_WEIGHT = 2.5
"""Of a cell of a structure, over that of any other."""

OVERLAP_WEIGHT, OVERLAP_CELLS = 0.5, 5.0
TOLD_EVERY_S = 120.0
HELD_OUT_SERIES = 40
UNFOLDED_OVER = 240
POOR_CAMERA = 0.2
DETAIL = slice(10, 10 + FINER * FINER)
"""Planes of what is shown, as ``sight_input`` orders them."""

Shown = npt.NDArray[np.float32]
Answer = npt.NDArray[np.uint8]


def varied(example: Example, random: np.random.Generator) -> tuple[Shown, Answer]:
    """Return an example as another camera, light or lens might have shown it."""
    shown, wanted = example.shown.astype(np.float32) / np.float32(CODES), example.wanted
    if random.random() < 0.4:
        shown, wanted = _zoomed(shown, wanted, random)
    elif random.random() < 0.5:
        shown, wanted = _shifted(shown, wanted, random)
    if random.random() < 0.5:
        shown, wanted = _mirrored(shown), wanted[:, ::-1]
    shown = np.ascontiguousarray(shown)
    if random.random() < POOR_CAMERA:
        # One whose picture is no wider than a scene, or smoothed.
        shown[DETAIL] *= random.choice([0.0, random.random()])
    for number in range(3):
        light = shown[3 * number]
        contrast = random.uniform(0.85, 1.18)
        light *= contrast
        if number == 0:
            shown[DETAIL] *= contrast
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
        shown[DETAIL] = np.roll(shown[DETAIL], moved, (1, 2))
    if random.random() < 0.15:
        shown[6:9] = shown[3:6]
    return shown, np.ascontiguousarray(wanted)


def _mirrored(shown: Shown) -> Shown:
    mirrored = shown[:, :, ::-1].copy()
    # What were even columns of the detail are odd ones now.
    fine = mirrored[DETAIL].reshape(FINER, FINER, *shown.shape[1:])
    mirrored[DETAIL] = fine[:, ::-1].reshape(FINER * FINER, *shown.shape[1:])
    return mirrored


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
    losses = []
    with torch.no_grad():
        for series in kept[:HELD_OUT_SERIES]:
            codes = np.stack([one.shown for one in series]).astype(np.float32)
            cells = in_cells(torch.from_numpy(np.stack([one.wanted for one in series])))
            logits = _answers(network, codes / np.float32(CODES))
            losses.append(float(loss_of(logits, cells)))
            found = (logits > 0) & (cells != IGNORED)
            right += int((found & (cells == YES)).sum())
            wrong += int((found & (cells != YES)).sum())
            missed += int((~found & (cells == YES)).sum())
    network.train()
    return (
        f"loss {np.mean(losses):.4f} overlap {right / max(1, right + wrong + missed):.3f} "
        f"precision {right / max(1, right + wrong):.3f} recall {right / max(1, right + missed):.3f}"
    )


def _answers(network: SightNetwork, shown: Shown) -> torch.Tensor:
    pictures = torch.from_numpy(shown).to(memory_format=torch.channels_last)
    # Twice as quick in 16 bits where the processor has them.
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return network(pictures).float()


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
    network: SightNetwork,
    sources: Sequence[list[list[Example]]],
    kept: list[list[Example]],
    minutes: float,
    highest_rate: float,
) -> SightNetwork:
    """Train for so long.

    Args:
        network: To begin with.
        sources: Examples by series, of several kinds, each of which is shown as often as any other.
        kept: The same of series that are not shown.
        minutes: At the end of which the rate is a hundredth of the highest.
        highest_rate: After the first steps.

    Returns:
        The average of the last steps.
    """
    random = np.random.default_rng(1)
    network.to(memory_format=torch.channels_last)
    averaged = copy.deepcopy(network)
    steps = torch.optim.AdamW(network.parameters(), lr=highest_rate, weight_decay=DECAY)
    began_s = told_s = time.monotonic()
    total_s, number, pool = 60 * minutes, 0, ThreadPoolExecutor(2)
    while (spent_s := time.monotonic() - began_s) < total_s:
        part = 0.5 * (1 + np.cos(np.pi * spent_s / total_s))
        rate = highest_rate * (LOWEST_PART + (1 - LOWEST_PART) * part)
        for group in steps.param_groups:
            group["lr"] = rate * min(1.0, (number + 1) / WARM_STEPS)
        chosen = []
        for source in random.integers(len(sources), size=BATCH):
            shown = sources[int(source)]
            chosen.append(shown[int(random.integers(len(shown)))])
        batch = list(
            pool.map(
                lambda series, own: varied(series[int(own.integers(len(series)))], own),
                chosen,
                random.spawn(BATCH),
            )
        )
        cells = in_cells(torch.from_numpy(np.stack([one for _, one in batch])))
        loss = loss_of(_answers(network, np.stack([one for one, _ in batch])), cells)
        steps.zero_grad()
        loss.backward()
        steps.step()
        number += 1
        average(averaged, network, max(1 / AVERAGED_STEPS, 1 / (number + 1)))
        if time.monotonic() - told_s > TOLD_EVERY_S:
            told_s = time.monotonic()
            print(f"{spent_s:.0f} s, {number} steps, {held_out(averaged, kept)}", flush=True)
    pool.shutdown()
    print(f"{number} steps, {held_out(averaged, kept)}", flush=True)
    return averaged


def seeds_of(text: str) -> list[int]:
    """Read seeds such as ``107-999,1000000-1000599``.

    Raises:
        ValueError: they are no such list, or some are not for training.
    """
    seeds = read_seeds(text)
    if any(seed < 60 or FIRST_OF_REPORTS <= seed < AFTER_REPORTS for seed in seeds):
        raise ValueError("seeds under 60 and from 1000 to 999,999 are not for training")
    return seeds


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=seeds_of, default=SEEDS)
    parser.add_argument("--met", type=seeds_of, default=[])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=3e-3, help="1.6e-3 to go on")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=Path("sight-examples"))
    parser.add_argument("--begin-with", type=Path, metavar="ONNX")
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


def main() -> int:
    """Run; return the exit status."""
    options = read_options()
    shown, kept = _drawn(options.seeds, _some, options.folder)
    sources = [shown]
    if options.met:
        met, met_kept = _drawn(options.met, _met, options.folder)
        sources.append(met)
        kept = [*met_kept, *kept]
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    network = SightNetwork()
    if options.begin_with is not None:
        random = np.random.default_rng(3)
        some = [series[0] for series in shown[:UNFOLDED_OVER]]
        network = begun_with(options.begin_with, np.stack([varied(one, random)[0] for one in some]))
    network = train(network, sources, kept, options.minutes, options.rate)
    export(network, options.out)
    return 0


def _drawn(
    seeds: list[int], draw: Callable[[int, Path], list[Example]], folder: Path
) -> tuple[list[list[Example]], list[list[Example]]]:
    """Return the examples of the seeds that are shown, by series, and of those left out."""
    with ProcessPoolExecutor(2) as pool:
        for _count in pool.map(functools.partial(_counted, draw=draw, folder=folder), seeds):
            pass
    shown: list[list[Example]] = []
    kept: list[list[Example]] = []
    for seed in seeds:
        if found := draw(seed, folder):
            (kept if seed % 10 == 7 else shown).append(found)
    return shown, kept


def _counted(seed: int, draw: Callable[[int, Path], list[Example]], folder: Path) -> int:
    cv2.setNumThreads(1)
    return len(draw(seed, folder))


def _some(seed: int, folder: Path) -> list[Example]:
    return stored_examples(seed, folder)


def _met(seed: int, folder: Path) -> list[Example]:
    model, sight = _loaded()
    return stored_met_in_use(seed, folder, model, sight)


@functools.cache
def _loaded() -> tuple[ObjectModel, WatchedSight]:
    return load_model(default_model_path()), WatchedSight()


if __name__ == "__main__":
    sys.exit(main())
