"""What the page on crowds shows is what the registry takes."""

from __future__ import annotations

import re
from pathlib import Path

from detectors.ground.ground_plane import GroundPlane
from sharp_eyes.registry.yaml_file import parse

PAGE = Path(__file__).parents[3] / "docs" / "guide" / "crowd.md"
CAMERA = """cameras:
  - id: '37049901001326000001'
    name: a
    streams: {sub: 'rtsp://h/x'}
"""


def test_the_page_s_zone_and_ground_points_can_be_used_as_they_stand() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    camera = parse(CAMERA + "".join(blocks)).registry.cameras[0]
    limits = camera.active_zones[0].limits
    assert limits.kind == "crowd"
    assert (limits.density, limits.peak_density, limits.warn_ahead_s) == (2.0, 4.0, 60.0)
    area_m2 = GroundPlane.fit(camera.ground_points).area_m2(camera.active_zones[0].polygon)
    assert 50.0 < area_m2 < 2000.0
