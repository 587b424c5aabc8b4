"""The page to find cameras."""

import re
from pathlib import Path

PUBLIC = Path(__file__).parents[4] / "command_center/wall/public"


def test_nothing_that_a_device_said_is_put_in_as_markup() -> None:
    text = (PUBLIC / "finding.js").read_text("utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", text)
    page = (PUBLIC / "finding.html").read_text("utf-8")
    assert not re.search(r"<script(?![^>]*src=)|style=|\son[a-z]+=", page)
