"""One fault in a timetable."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from simulators.trouble.kinds import KINDS

EVERY_CAMERA = "*"
_SECONDS = re.compile(r"^\d{1,7}(\.\d{1,3})?$")


@dataclass(frozen=True, slots=True)
class FaultEvent:
    """One fault in a timetable.

    Attributes:
        camera_id: 20 digits, or ``*`` for every camera.
        kind: A name of ``KINDS``.
        at_s: When it begins, seconds after the cameras went on air.
        for_s: How long it lasts, seconds; None for ever.
    """

    camera_id: str
    kind: str
    at_s: float = 0.0
    for_s: float | None = None

    @classmethod
    def parse(cls, text: str, camera_ids: Sequence[str]) -> Self:
        """Read ``CAMERA:KIND[:AT_S[:FOR_S]]``.

        Args:
            text: ``CAMERA`` is an id, a number from 1 in the order of the cameras, or ``*``.
            camera_ids: The cameras there are.

        Raises:
            BadInput: No such camera, no such kind, or times that are none.
        """
        parts = text.split(":")
        if not 2 <= len(parts) <= 4:
            raise _bad(text, "格式应为 CAMERA:KIND[:AT_S[:FOR_S]]", "CAMERA:KIND[:AT_S[:FOR_S]]")
        camera, kind = parts[0], parts[1]
        if camera.isdigit() and len(camera) < 20 and 1 <= int(camera) <= len(camera_ids):
            camera = camera_ids[int(camera) - 1]
        if camera != EVERY_CAMERA and camera not in camera_ids:
            raise _bad(text, f"没有摄像机 {camera}", f"there is no camera {camera}")
        if kind not in KINDS:
            raise _bad(text, f"故障类型可为 {' '.join(KINDS)}", f"kinds are {' '.join(KINDS)}")
        if not all(_SECONDS.match(part) for part in parts[2:]):
            raise _bad(text, "时间以秒计", "times are seconds")
        times = [float(part) for part in parts[2:]]
        return cls(camera, kind, times[0] if times else 0.0, times[1] if len(times) > 1 else None)


def _bad(text: str, zh: str, en: str) -> BadInput:
    return BadInput(
        Bilingual(
            f"--fault {text[:80]} 有误：{zh}", f"--fault {text[:80]} cannot be understood: {en}"
        ),
        next_step=Bilingual("例：--fault 3:stall:10:20", "for example --fault 3:stall:10:20"),
    )
