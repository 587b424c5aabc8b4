"""What the pages on crowds and cameras show is what the registry takes."""

from __future__ import annotations

import re
from pathlib import Path

from detectors.ground.ground_plane import GroundPlane
from sharp_eyes.registry.yaml_file import parse

GUIDE = Path(__file__).parents[3] / "docs" / "guide"
CAMERA = """cameras:
  - id: '37049901001326000001'
    name: a
    streams: {sub: 'rtsp://h/x'}
"""


def blocks(page: str) -> list[str]:
    text = (GUIDE / page).read_text(encoding="utf-8")
    return re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)


def test_the_page_s_zone_and_ground_points_can_be_used_as_they_stand() -> None:
    camera = parse(CAMERA + "".join(blocks("crowd.md"))).registry.cameras[0]
    limits = camera.active_zones[0].limits
    assert limits.kind == "crowd"
    assert (limits.density, limits.peak_density, limits.warn_ahead_s) == (2.0, 4.0, 60.0)
    area_m2 = GroundPlane.fit(camera.ground_points).area_m2(camera.active_zones[0].polygon)
    assert 50.0 < area_m2 < 2000.0


def test_the_permits_and_the_protected_land_of_the_page_on_cameras_are_taken() -> None:
    land = next(block for block in blocks("cameras.md") if block.startswith("permits:"))
    registry = parse(CAMERA + land).registry
    assert [permit.camera is None for permit in registry.permits] == [True, False]
    assert registry.protected_land[0].min_area_m2 == 4.0
