"""Frames before and after decoding, by one name for those who use both."""

from __future__ import annotations

from ingest.decoded_frame import DecodedFrame
from ingest.key_frame import KeyFrame

__all__ = ["DecodedFrame", "KeyFrame"]
