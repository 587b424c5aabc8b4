"""A worker alone without detectors."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from ingest.worker.camera_watch import CameraWatch, WatchFactory
from ingest.worker.unwatched import Unwatched, unwatched

AT = datetime(2026, 1, 1, tzinfo=UTC)


def test_what_is_not_watched_is_neither_looked_at_nor_shown() -> None:
    factory: WatchFactory = unwatched
    watch: CameraWatch = Unwatched()
    image = np.full((4, 4, 3), 200, np.uint8)
    assert factory is unwatched
    assert [watch.watches_crowd, watch.watches_construction, watch.watches_diagnosis] == [False] * 3
    assert watch.look_crowd(image, AT) == watch.look_construction(AT) == []
    assert watch.state() is None
    assert not watch.mask_still(image).any()
    assert image.all(), "the picture itself is left as it was"
