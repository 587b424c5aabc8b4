"""Which permits and protected land reach a camera's detectors, and when they begin anew."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ingest.worker.camera_watch import CameraWatch
from ingest.worker.watch_keeper import WatchKeeper
from sharp_eyes.clock import SystemClock
from sharp_eyes.node.shard_registry import ShardRegistry
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand
from tests.unit.ingest.worker.conftest import FakeWatch

SEES, BLIND = "37049901001326000001", "37049901001326000002"
DAYS = {"valid_from": "2026-01-01", "valid_until": "2026-12-31"}


class Outbox:
    """Knows no states."""

    async def state(self, camera_id: str) -> bytes | None:
        return None

    async def keep_states_of(self, camera_ids: set[str]) -> None:
        pass


class Factory:
    """Remembers what each camera's detectors were made with."""

    def __init__(self) -> None:
        self.made: list[tuple[str, list[str], list[str]]] = []

    def __call__(
        self, camera: Camera, permits: Sequence[Permit], protected_land: Sequence[ProtectedLand]
    ) -> CameraWatch:
        self.made.append(
            (camera.id, [one.id for one in permits], [one.id for one in protected_land])
        )
        return FakeWatch(camera, [])


def camera(camera_id: str, **more: Any) -> Camera:
    return Camera.model_validate(
        {"id": camera_id, "name": "a", "streams": {"sub": "rtsp://h/x"}} | more
    )


def triangle(longitude: float) -> list[tuple[float, float]]:
    return [(longitude, 34.75), (longitude + 0.0002, 34.75), (longitude + 0.0002, 34.7502)]


def registry(min_area_m2: float = 4.0) -> ShardRegistry:
    places = ((117.5, 34.75), (117.5002, 34.75), (117.5002, 34.7502), (117.5, 34.7502))
    seen = ((0.1, 0.9), (0.9, 0.9), (0.7, 0.4), (0.3, 0.4))
    points = [
        {"picture": where, "location": place} for where, place in zip(seen, places, strict=True)
    ]
    return ShardRegistry(
        shard="s1",
        epoch=1,
        revision=1,
        cameras=(camera(SEES, ground_points=points), camera(BLIND)),
        permits=(
            Permit.model_validate({"id": "near", "ground": triangle(117.5), **DAYS}),
            Permit.model_validate({"id": "far", "ground": triangle(118.5), **DAYS}),
            Permit.model_validate(
                {"id": "drawn", "camera": BLIND, "polygon": [(0, 0), (1, 0), (1, 1)], **DAYS}
            ),
        ),
        protected_land=(
            ProtectedLand.model_validate(
                {"id": "field", "ground": triangle(117.5), "min_area_m2": min_area_m2}
            ),
        ),
    )


async def test_detectors_get_the_land_their_camera_may_see_and_begin_anew_when_it_changes() -> None:
    factory = Factory()
    with ThreadPoolExecutor(1) as threads:
        keeper = WatchKeeper(factory, Outbox(), None, SystemClock(), threads)  # type: ignore[arg-type]
        await keeper.apply(registry())
        assert factory.made == [(SEES, ["near"], ["field"]), (BLIND, ["drawn"], [])]
        await keeper.apply(registry())
        assert len(factory.made) == 2
        await keeper.apply(registry(min_area_m2=5.0))
        assert factory.made[2:] == [(SEES, ["near"], ["field"])]
