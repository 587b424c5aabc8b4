"""What a word on the command line means."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest

from sharp_eyes.errors import BadInput, MissingPart
from simulators.replay.named_sources import open_sources
from simulators.replay.source.open_source import open_source
from simulators.replay.source.replay_source import ReplaySource


def opened(text: str, cache: Path) -> ReplaySource:
    return open_source(text, None, UTC, cache, lambda name, done, total: None)


def test_scenes_and_time_lapses_go_by_name_and_seed(tmp_path: Path) -> None:
    assert opened("scene:square:7", tmp_path).name == "square-7"
    assert opened("scene:quiet_plot", tmp_path).name == "quiet_plot-1"
    assert opened("lapse:3", tmp_path).name == "lapse-3"


@pytest.mark.parametrize("text", ["scene:moon:1", "scene:square:x", "lapse:", "lapse:1:2"])
def test_a_scene_that_is_not_there_is_told_with_those_that_are(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="scene:square"):
        opened(text, tmp_path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match=r"yard\.mp4 is not there"):
        opened("yard.mp4", tmp_path)


def test_of_two_sources_with_one_name_the_second_gets_another(tmp_path: Path) -> None:
    texts = ["scene:lane:1", "scene:lane:1", "scene:lane:2"]
    sources = open_sources(texts, None, UTC, tmp_path, lambda name, done, total: None)
    assert [source.name for source in sources] == ["lane-1", "lane-1-2", "lane-2"]
