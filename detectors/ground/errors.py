"""Ground points that fix no ground."""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput


class BadGroundPoints(BadInput):
    """Ground points of a camera that cannot be used together.

    Args:
        zh: What is wrong, in Chinese.
        en: What is wrong, in English.
        context: Names the points.
    """

    def __init__(self, zh: str, en: str, **context: object) -> None:
        super().__init__(
            Bilingual(f"地面参考点不可用：{zh}", f"the ground points cannot be used: {en}"),
            next_step=Bilingual(
                "在画面与地图上重新核对每个参考点（docs/guide/crowd.md）",
                "check every point again in the picture and on the map (docs/guide/crowd.md)",
            ),
            **context,
        )
