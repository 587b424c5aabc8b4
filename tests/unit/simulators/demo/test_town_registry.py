"""The town's addresses point at this run's simulator, and nothing else of it changes."""

from __future__ import annotations

from pathlib import Path

from sharp_eyes.registry.yaml_file import load
from simulators.demo.town_registry import at_port

TOWN = load(Path(__file__).parents[4] / "camera_registry.yaml")


def test_every_stream_is_served_by_this_run_s_simulator() -> None:
    moved = at_port(TOWN, 12345)
    for before, after in zip(TOWN.cameras, moved.cameras, strict=True):
        assert after.streams.sub == f"rtsp://127.0.0.1:12345/cam/{before.id}"
        assert after.model_copy(update={"streams": before.streams}) == before


def test_the_packaged_town_is_large_enough_to_be_a_town() -> None:
    assert len(TOWN.cameras) >= 12
    assert len({camera.region for camera in TOWN.cameras}) == 3
    assert all(camera.location and camera.grid for camera in TOWN.cameras)
