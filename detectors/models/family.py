"""The families of object models that can be loaded."""

from __future__ import annotations

from enum import StrEnum


class ModelFamily(StrEnum):
    """How a model's input is made and its output read."""

    NANODET = "nanodet"
    FASTESTDET = "fastestdet"
    YOLO = "yolo"
    SSD = "ssd"
    ULTRALYTICS = "ultralytics"
