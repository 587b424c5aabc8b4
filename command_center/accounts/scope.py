"""What a machine's token may do."""

from __future__ import annotations

from enum import StrEnum

from sharp_eyes.bilingual import Bilingual


class Scope(StrEnum):
    """Reads alone: what changes something names a person."""

    CAMERAS = "cameras:read"
    INCIDENTS = "incidents:read"
    TASKS = "tasks:read"
    EVIDENCE = "evidence:read"
    FEED = "feed:read"

    @property
    def label(self) -> Bilingual:
        """Its name on screen."""
        return _TITLES[self]


_TITLES = {
    Scope.CAMERAS: Bilingual("读取区划、网格与摄像机", "regions, grids and cameras"),
    Scope.INCIDENTS: Bilingual("读取事件", "incidents"),
    Scope.TASKS: Bilingual("读取任务", "tasks"),
    Scope.EVIDENCE: Bilingual("读取证据图片与短片", "evidence pictures and clips"),
    Scope.FEED: Bilingual("订阅实时消息", "the feed of everything that happens"),
}
