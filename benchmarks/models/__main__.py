"""Every object model at hand on ``vtest.avi``, and how the default threshold was chosen.

python -m benchmarks.models --truth pets09_s2l1_gt.txt [--model FAMILY=FILE …] [--scenes]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2

from benchmarks.models.model_table import VIDEO, as_markdown, model_table
from benchmarks.models.threshold_choice import choice_as_markdown
from detectors.models.family import ModelFamily


def _model(text: str) -> tuple[ModelFamily, Path]:
    family, _, file = text.partition("=")
    return ModelFamily(family), Path(file)


def main() -> None:
    """Print the tables in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.models", description=__doc__)
    parser.add_argument("--video", type=Path, default=VIDEO)
    parser.add_argument("--truth", type=Path, help="MOTChallenge text; without it only the costs")
    parser.add_argument("--model", type=_model, action="append", default=[], help="FAMILY=FILE")
    parser.add_argument("--step", type=int, default=5, help="score every n-th frame")
    parser.add_argument("--rounds", type=int, default=12, help="rounds of timing")
    parser.add_argument("--scenes", action="store_true", help="thresholds on generated scenes")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    rows, wide = model_table(
        options.truth,
        video=options.video,
        step=options.step,
        rounds=options.rounds,
        others=options.model,
    )
    print(as_markdown(rows))
    print("\nThe same frames at 640 x 360:\n")
    print(as_markdown(wide))
    if options.scenes:
        print("\nThresholds on generated scenes:\n")
        print(choice_as_markdown())


if __name__ == "__main__":
    main()
