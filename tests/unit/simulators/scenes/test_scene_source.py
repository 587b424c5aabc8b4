"""Scenes named on the command line."""

from __future__ import annotations

import pytest

from sharp_eyes.errors import BadInput
from simulators.scenes.scene_source import SceneSource


@pytest.mark.parametrize(
    ("text", "scene", "seed"),
    [("square", "square", 1), ("square:7", "square", 7), ("quiet_plot:0", "quiet_plot", 0)],
)
def test_a_scene_is_named_with_or_without_its_seed(text: str, scene: str, seed: int) -> None:
    assert SceneSource.parse(text) == SceneSource(scene, seed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["", "park", "square:-1", "square:x", "square:1:2", "square:" + "9" * 30]
)
def test_what_names_no_scene_is_refused_with_the_names_there_are(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        SceneSource.parse(text)
    assert "quiet_plot" in str(refused.value.next_step)
