from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from simulators.clips.clip_cache import ClipCache
from simulators.clips.clip_source import Progress
from simulators.clips.encoding import Encoding


@dataclass
class Source:
    word: str
    made: int = 0
    broken: bool = False

    @property
    def label(self) -> str:
        return self.word

    def recipe(self) -> dict[str, object]:
        return {"word": self.word}

    def make(self, video: Path, truth: Path, encoding: Encoding, progress: Progress) -> None:
        self.made += 1
        video.write_text(self.word)
        if self.broken:
            raise OSError("disk full")
        progress(3, 3)


def quiet(done: int, total: int) -> None:
    pass


def test_a_clip_is_made_once(tmp_path: Path) -> None:
    source = Source("a")
    first = ClipCache(tmp_path).make(source, Encoding(), quiet)
    second = ClipCache(tmp_path).make(source, Encoding(), quiet)
    assert first == second
    assert first.frames == 3
    assert source.made == 1


def test_another_source_or_encoding_is_another_clip(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    names = {
        cache.name_of(Source("a"), Encoding()),
        cache.name_of(Source("b"), Encoding()),
        cache.name_of(Source("a"), Encoding(fps=15)),
    }
    assert len(names) == 3


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    with pytest.raises(OSError, match="disk full"):
        cache.make(Source("a", broken=True), Encoding(), quiet)
    assert list(tmp_path.iterdir()) == []
    assert cache.find(Source("a"), Encoding()) is None


def test_a_clip_that_was_cut_short_is_made_again(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    source = Source("abc")
    clip = cache.make(source, Encoding(), quiet)
    clip.video.write_text("a")
    assert cache.find(source, Encoding()) is None
    cache.make(source, Encoding(), quiet)
    assert source.made == 2
