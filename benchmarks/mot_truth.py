"""Ground truth of people in MOTChallenge text form, and how boxes score against it."""

from __future__ import annotations

from simulators.replay.truth.detection_score import Score, iou
from simulators.replay.truth.mot_text import read_boxes
from simulators.replay.truth.true_people import Boxes

__all__ = ["Boxes", "Score", "iou", "read_boxes"]
