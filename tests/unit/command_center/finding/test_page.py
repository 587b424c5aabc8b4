"""The page to find cameras names what the registry knows."""

import re
from pathlib import Path

from sharp_eyes.registry.place_type import PlaceType

PUBLIC = Path(__file__).parents[4] / "command_center/wall/public"


def test_every_kind_of_place_where_a_camera_may_be_can_be_chosen() -> None:
    text = (PUBLIC / "finding.js").read_text("utf-8")
    block = text[text.index("const PLACES") : text.index("}\n", text.index("const PLACES"))]
    offered = set(re.findall(r"^  (\w+):", block, re.MULTILINE))
    assert offered == {one.value for one in PlaceType if not one.refused}


def test_nothing_that_a_device_said_is_put_in_as_markup() -> None:
    text = (PUBLIC / "finding.js").read_text("utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", text)
    page = (PUBLIC / "finding.html").read_text("utf-8")
    assert not re.search(r"<script(?![^>]*src=)|style=|\son[a-z]+=", page)
