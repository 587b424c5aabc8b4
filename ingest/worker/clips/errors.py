"""What can go wrong while a clip is made."""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import TryAgain


class ClipFailed(TryAgain):
    """There is no clip of an incident; everything else about it is as it would be with one."""

    def __init__(self, reason: str, **context: object) -> None:
        super().__init__(
            Bilingual(zh=f"未能生成事件短片：{reason}", en=f"no clip was made: {reason}"),
            next_step=Bilingual(
                zh="该事件只有图片；如持续出现，请检查节点的处理器与内存",
                en="the incident has its stills; if this goes on, look at the node's processor "
                "and memory",
            ),
            **context,
        )
